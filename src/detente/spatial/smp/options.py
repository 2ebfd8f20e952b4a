"""The variants of the Spatial Model of Politics, by name."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, get_args, get_type_hints

from detente.errors import LimitError, unknown_name
from detente.spatial.variants import (
    MOST_ROUNDS,
    Bargain,
    Election,
    Perspective,
    Risk,
    ThirdParties,
    Transitions,
    Versions,
    Victory,
    Vote,
)


@dataclass(frozen=True, slots=True)
class Options:
    """How a forecast is made.

    Parameters
    ----------
    victory : {"linear", "square", "quartic", "octic", "binary"}
        How the probability that one position defeats another follows from the strengths behind them.
    election : {"conditional", "markov-uniform", "markov-incentive"}
        How probable each of several positions is to prevail, from those of any two.
    vote : {"proportional", "binary", "proportional-binary", "proportional-cubic", "cubic", \
"asymmetric"}
        How strongly somebody votes, from what it has to gain.
    risk : {"mid", "min", "max"}
        Where attitudes to risk lie: -½ to 1, 0 to 1, or -1 to 1.
    perspective : {"third", "none", "half", "two-thirds", "full"}
        How much of another's attitude to risk an actor sees, in place of its own.
    third_parties : {"semi", "full", "none"}
        Whether those who join a challenge share its end: if they win, in full, or never.
    bargain : {"s2p2", "s1p1", "s2pmax"}
        How far each moves towards the other, from saliences and the probability to prevail.
    versions : {"initiator", "both", "weighted"}
        Whose view of the challenge a bargain follows: the initiator's, that or the receiver's as
        two bargains, or the mean of both.
    transitions : {"deterministic", "stochastic"}
        Whether everybody takes the bargain most likely to prevail, or each by its probability.
    seed : int
        For stochastic transitions.
    rounds : int
        After how many it stops, if positions are still moving.
    reference_slips : bool
        Whether the receiver's version of a bargain takes, as the reference program does, the gain
        that the receiver believes the initiator to expect for a probability, and in "weighted" the
        initiator's capability for the receiver's.

    Raises
    ------
    UnknownNameError
        If there is no such variant.
    LimitError
        If no rounds, or too many, are asked for, or a seed is below 0.
    """

    victory: Victory = "linear"
    election: Election = "conditional"
    vote: Vote = "proportional"
    risk: Risk = "mid"
    perspective: Perspective = "third"
    third_parties: ThirdParties = "semi"
    bargain: Bargain = "s2p2"
    versions: Versions = "initiator"
    transitions: Transitions = "deterministic"
    seed: int = 0
    rounds: int = 100
    reference_slips: bool = False

    def __post_init__(self) -> None:
        for name, known in VARIANTS.items():
            if getattr(self, name) not in known:
                raise unknown_name("variant", getattr(self, name), known, of=name)
        if self.seed < 0:
            raise LimitError(f"the seed cannot be {self.seed:,}", hint="it is at least 0")
        if not 1 <= self.rounds <= MOST_ROUNDS:
            raise LimitError(
                f"{self.rounds:,} rounds cannot be run", hint=f"ask for 1 to {MOST_ROUNDS:,}"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return them as JSON-ready fields; the seed only where it matters."""
        found = asdict(self)
        if self.transitions == "deterministic":
            del found["seed"]
        return found


_hints = get_type_hints(Options)
VARIANTS: dict[str, tuple[str, ...]] = {
    field.name: get_args(_hints[field.name])
    for field in fields(Options)
    if get_args(_hints[field.name])
}
"""The variants of each option, the default first."""
