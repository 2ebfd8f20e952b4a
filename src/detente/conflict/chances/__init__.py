"""How probable findings are when it is not certain what the parties want."""

from detente.conflict.chances.analysis import chances
from detente.conflict.chances.result import Chance, Chances

__all__ = ["Chance", "Chances", "chances"]
