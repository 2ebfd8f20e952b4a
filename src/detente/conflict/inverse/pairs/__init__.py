"""The fewest pairs of states that parties would have to judge the other way."""

from detente.conflict.inverse.pairs.answer import PairAnswer
from detente.conflict.inverse.pairs.pairs import least_reversals

__all__ = ["PairAnswer", "least_reversals"]
