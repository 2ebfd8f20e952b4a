"""What a party does not expect: moves, states beyond its sight, equilibria.

A move of j is what j *can and would* make: it is legal in the conflict as it is, and in j's own
game it is legal and j prefers where it leads. It surprises i where i's own game has no such move:
the state it leads to cannot occur there, j cannot go there, or j has no interest in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from detente.conflict.model import Conflict
from detente.conflict.paths import Move
from detente.conflict.words import Reason

Why = Literal["cannot occur", "cannot go there", "has no interest", "is not possible"]


@dataclass(frozen=True, slots=True)
class SurprisingMove:
    """A move that one party makes and another does not expect.

    Parameters
    ----------
    surprised : str
        Id of the party.
    move : Move
        By the case's numbers. For "is not possible" the party's own move, which fails.
    why : {"cannot occur", "cannot go there", "has no interest", "is not possible"}
        What the party believes: the state cannot occur, the mover cannot go there, the mover
        does not prefer it. Or it believes in a move of its own that it does not have.
    gain : Reason
        Why the mover prefers where it goes, in its own game and by that game's numbers.
    believed : Reason or None
        What the party believes the mover thinks of it, by its own game's numbers; None where it
        takes the move for impossible.
    undeterred : tuple of str
        Concepts under which nothing holds the mover back in its own game.
    """

    surprised: str
    move: Move
    why: Why
    gain: Reason
    believed: Reason | None
    undeterred: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        wish, thought = self.gain.wish, self.believed and self.believed.wish
        return {
            "surprised": self.surprised,
            "move": self.move.to_dict(),
            "why": self.why,
            "gains": str(wish.condition) if wish else None,
            "believed_to_mind": str(thought.condition) if thought else None,
            "undeterred": list(self.undeterred),
        }


@dataclass(frozen=True, slots=True)
class UnseenEnd:
    """A state that a party does not see, and that moves lead to from the status quo.

    Parameters
    ----------
    surprised : str
        Id of the party.
    state : int
        State number.
    moves : tuple of Move
        One shortest sequence into it, each what its mover can and would do.
    holds_under : tuple of str
        Concepts under which the state is an equilibrium of the hypergame.
    """

    surprised: str
    state: int
    moves: tuple[Move, ...]
    holds_under: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "surprised": self.surprised,
            "state": self.state,
            "moves": [move.to_dict() for move in self.moves],
            "holds_under": list(self.holds_under),
        }


@dataclass(frozen=True, slots=True)
class FalseHope:
    """An equilibrium that a party expects and that does not hold.

    Parameters
    ----------
    party : str
        Id of the party that expects it.
    state : int or None
        Number in the case; None where the state cannot occur at all.
    own_state : int
        Number in the party's own game.
    concepts : tuple of str
        Concepts under which it is expected and does not hold.
    left_by : tuple of str
        Who is not stable there in its own game, under one of them.
    true_under : tuple of str
        Those of the concepts under which it would hold if everybody saw the conflict as it is.
    """

    party: str
    state: int | None
    own_state: int
    concepts: tuple[str, ...]
    left_by: tuple[str, ...] = ()
    true_under: tuple[str, ...] = ()

    def to_dict(self, conflict: Conflict) -> dict[str, Any]:
        """Return JSON-ready fields; `conflict` is the party's own game."""
        return {
            "party": self.party,
            "state": self.state,
            "taken": [option.name for option in conflict.taken(self.own_state)],
            "concepts": list(self.concepts),
            "left_by": list(self.left_by),
            "true_under": list(self.true_under),
        }


@dataclass(frozen=True, slots=True)
class Unexpected:
    """An equilibrium of the hypergame that a party does not expect.

    Parameters
    ----------
    party : str
        Id of the party.
    state : int
        State number.
    concepts : tuple of str
        Concepts under which it holds and is not expected.
    seen : bool
        Whether the party sees the state at all.
    """

    party: str
    state: int
    concepts: tuple[str, ...]
    seen: bool

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "state": self.state,
            "concepts": list(self.concepts),
            "seen": self.seen,
        }


@dataclass(frozen=True)
class Surprises:
    """What awaits whom.

    Parameters
    ----------
    moves : tuple of SurprisingMove
        From the status quo, then from the equilibria of the hypergame and those expected; of one
        start those first that are undeterred under most concepts.
    ends : tuple of UnseenEnd
        Nearest first.
    false_hopes : tuple of FalseHope
    unexpected : tuple of Unexpected
    notes : tuple of str
        What was cut short.
    """

    moves: tuple[SurprisingMove, ...] = ()
    ends: tuple[UnseenEnd, ...] = ()
    false_hopes: tuple[FalseHope, ...] = ()
    unexpected: tuple[Unexpected, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self, own_games: Mapping[str, Conflict]) -> dict[str, Any]:
        """Return JSON-ready fields; `own_games` has each party's own game."""
        return {
            "moves": [move.to_dict() for move in self.moves],
            "unseen_ends": [end.to_dict() for end in self.ends],
            "false_hopes": [hope.to_dict(own_games[hope.party]) for hope in self.false_hopes],
            "unexpected": [found.to_dict() for found in self.unexpected],
        }
