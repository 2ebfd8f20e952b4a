"""Misperception: a conflict in which parties see different conflicts, and what comes of it.

A *hypergame* (Bennett 1977) is the conflict as it is together with the conflict as each party
sees it, of the first level: each takes its own view for the conflict, and does not know that
others see another one. `games` judges each party's stability in its own game, `search` finds
what `surprises` await whom, and `words` tells it.
"""

from detente.conflict.hypergames.games import Hypergame, OwnGame, analyse_hypergame
from detente.conflict.hypergames.search import find_surprises
from detente.conflict.hypergames.surprises import Surprises
from detente.conflict.hypergames.words import answer

__all__ = ["Hypergame", "OwnGame", "Surprises", "analyse_hypergame", "answer", "find_surprises"]
