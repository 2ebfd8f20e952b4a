"""What follows where weights, scores or reservation values are not known.

| module | question |
| --- | --- |
| `statements` | what is said of the weights, and which statements conflict |
| `polytope`, `corners`, `linear` | which weights meet them |
| `estimate` | one number for each, to begin with |
| `sampling`, `walk` | many, drawn uniformly |
| `acceptability`, `batches`, `judging`, `tally` | how often a package is acceptable, efficient, a solution |
| `by_draw` | the same of too many packages to be listed |
| `deciding` | which unknown an answer hangs on |
"""

from detente.bargaining.unknown.acceptability import deal_chance, uncertain
from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.unknown.polytope import Polytope, polytope
from detente.bargaining.unknown.result import PackageShares, Share, Uncertain
from detente.bargaining.unknown.sampling import Sample, Unknown, draw
from detente.bargaining.unknown.statements import Limit, Statement, conflicting, statements

__all__ = [
    "Limit", "PackageShares", "Polytope", "Sample", "Share", "Statement", "Uncertain", "Unknown",
    "conflicting", "deal_chance", "draw", "estimate", "polytope", "statements", "uncertain",
]  # fmt: skip
