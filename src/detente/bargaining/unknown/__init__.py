"""What follows where weights, scores or reservation values are not known.

| module | question |
| --- | --- |
| `statements` | what is said of the weights, and which statements conflict |
| `polytope`, `corners`, `linear` | which weights meet them |
| `estimate` | one number for each, to begin with |
| `sampling`, `walk` | many, drawn uniformly |
"""

from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.unknown.polytope import Polytope, polytope
from detente.bargaining.unknown.sampling import Sample, Unknown, draw
from detente.bargaining.unknown.statements import Limit, Statement, conflicting, statements

__all__ = [
    "Limit", "Polytope", "Sample", "Statement", "Unknown", "conflicting", "draw", "estimate",
    "polytope", "statements",
]  # fmt: skip
