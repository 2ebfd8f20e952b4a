"""The variants of the Spatial Model of Politics by name; `detente.spatial.smp` says what each is."""

from __future__ import annotations

from typing import Literal

Victory = Literal["linear", "square", "quartic", "octic", "binary"]
Election = Literal["conditional", "markov-uniform", "markov-incentive"]
Vote = Literal[
    "proportional", "binary", "proportional-binary", "proportional-cubic", "cubic", "asymmetric"
]
Risk = Literal["mid", "min", "max"]
Perspective = Literal["third", "none", "half", "two-thirds", "full"]
ThirdParties = Literal["semi", "full", "none"]
Bargain = Literal["s2p2", "s1p1", "s2pmax"]
Versions = Literal["initiator", "both", "weighted"]
Transitions = Literal["deterministic", "stochastic"]

MOST_ROUNDS = 10_000
