"""What the conflict and the bargaining say of each other: deals that last, and what states amount to.

| module | question |
| --- | --- |
| `join` | which efficient and fair packages stable states amount to |
| `words` | the same in plain sentences |
"""

from detente.agreements.join import Agreements, Meant, agreements

__all__ = ["Agreements", "Meant", "agreements"]
