"""How firm is it: which judgement, if wrong, overturns a finding, and how many errors it takes."""

from detente.conflict.firmness.result import Firmness
from detente.conflict.firmness.search import firmness

__all__ = ["Firmness", "firmness"]
