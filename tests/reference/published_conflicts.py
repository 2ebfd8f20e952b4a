"""Conflicts from the literature, with the stability of every state.

The conflicts are those the named sources describe; states are numbered in ascending code order.
The verdicts were computed from the textbook's definitions (Fang, Hipel & Kilgour 1993) by two
programs that are independent of this one. For each party, the states that are stable under
the concepts named before them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.conflict.model import Conflict, Option, conflict
from detente.conflict.preferences import Ranking


@dataclass(frozen=True)
class Published:
    """A published conflict and what is known of it.

    Parameters
    ----------
    id, source : str
        Short name, and where it is described.
    conflict : Conflict
    stable : mapping of str to mapping of str to str
        By party and concepts, numbers of the stable states.
    statements : mapping of str to sequence of str
        By party, preference statements that give the same ranking, where there are any.
    """

    id: str
    source: str
    conflict: Conflict
    stable: Mapping[str, Mapping[str, str]]
    statements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def verdicts(self) -> dict[tuple[str, str], list[int]]:
        """From concept and party to the numbers of the stable states."""
        return {
            (concept, party): [int(state) for state in states.split()]
            for party, by_concepts in self.stable.items()
            for concepts, states in by_concepts.items()
            for concept in concepts.split()
        }


def best_first(text: str) -> Ranking:
    """Return a ranking from state numbers, best first, with ties joined by ``=``."""
    return Ranking(tuple(tuple(map(int, tied.split("="))) for tied in text.split()))


def one_way(party: str, direction: str, *names: str) -> list[Option]:
    """Return options of a party that can only be changed in one direction."""
    return [Option(name, party, direction=direction) for name in names]


ALL_12 = "1 2 3 4 5 6 7 8 9 10 11 12"
ALL_23 = f"{ALL_12} 13 14 15 16 17 18 19 20 21 22 23"

PRISONERS = Published(
    "prisoners-dilemma",
    "A. W. Tucker, 1950; as a graph model in Fang, Hipel & Kilgour (1993)",
    conflict(
        {"one": ["cooperate"], "two": ["cooperate"]},
        {"one": best_first("3 4 1 2"), "two": best_first("2 4 1 3")},
    ),
    {
        "one": {"nash": "1 3", "gmr smr seq sseq": "1 3 4"},
        "two": {"nash": "1 2", "gmr smr seq sseq": "1 2 4"},
    },
    {
        "one": ("two.cooperate", "not one.cooperate"),
        "two": ("one.cooperate", "not two.cooperate"),
    },
)

CUBA = Published(
    "cuban-missile-crisis",
    "Fraser & Hipel (1984), Conflict Analysis: Models and Resolutions",
    conflict(
        {
            "us": [*one_way("us", "forward", "air_strike"), "blockade"],
            "ussr": ["withdraw", "escalate"],
        },
        {
            "us": best_first("5 7 6 8 3 2 4 1 12 10 11 9"),
            "ussr": best_first("1 5 7 3 6 2 8 4 12 10 11 9"),
        },
        infeasible=["ussr.withdraw and ussr.escalate"],
    ),
    {
        "us": {
            "nash": "2 3 5 6 12",
            "seq sseq": "2 3 5 6 7 12",
            "gmr smr": "1 2 3 4 5 6 7 8 12",
        },
        "ussr": {"nash": "1 6 7 8", "seq sseq": "1 5 6 7 8", "gmr smr": "1 2 3 5 6 7 8"},
    },
    {
        "us": (
            "ussr.withdraw",
            "not ussr.escalate",
            "not us.air_strike and ussr.withdraw",
            "not us.blockade and ussr.withdraw",
            "us.air_strike and ussr.escalate",
            "us.blockade and ussr.escalate",
            "(us.air_strike or us.blockade) and not (ussr.withdraw and ussr.escalate)",
            "not us.air_strike and not ussr.withdraw and not ussr.escalate",
            "not us.blockade and not ussr.withdraw and not ussr.escalate",
        ),
        "ussr": (
            "not ussr.escalate",
            "ussr.escalate implies us.air_strike",
            "ussr.escalate implies us.blockade",
            "not us.air_strike and not ussr.escalate",
            "not us.blockade and not ussr.escalate",
            "(us.blockade iff ussr.withdraw) or us.air_strike and ussr.withdraw",
            "us.blockade and not ussr.withdraw and not ussr.escalate",
            "us.air_strike and not us.blockade and ussr.withdraw and not ussr.escalate",
        ),
    },
)

ELMIRA = Published(
    "elmira-groundwater",
    "Hipel, Fang, Kilgour & Haight (1993), Environmental conflict resolution using the graph "
    "model; Fang, Hipel & Kilgour (1993)",
    conflict(
        {
            "ministry": one_way("ministry", "forward", "modify"),
            "uniroyal": [
                *one_way("uniroyal", "back", "delay"),
                "accept",
                *one_way("uniroyal", "forward", "abandon"),
            ],
            "local": ["insist"],
        },
        {
            "ministry": best_first("9 3 4 10 7 1 2 8 5=6=11=12"),
            "uniroyal": best_first("1 4 10 7 5=6=11=12 2 3 9 8"),
            "local": best_first("9 3 7 1 10 8 4 2 5=6=11=12"),
        },
        infeasible=["not exactly(1, uniroyal.delay, uniroyal.accept, uniroyal.abandon)"],
    ),
    {
        "ministry": {"nash gmr smr seq sseq": ALL_12},
        "uniroyal": {"nash gmr smr seq sseq": "1 4 5 6 7 10 11 12"},
        "local": {
            "nash": "5 6 7 8 9 10 11 12",
            "seq sseq": "2 3 5 6 7 8 9 10 11 12",
            "gmr smr": ALL_12,
        },
    },
)

# State 6 is an equilibrium under general and symmetric metarationality only because an opponent
# may move a second time, after another one; programs that allow each a single move miss it.
GARRISON = Published(
    "garrison-diversion",
    "Fraser & Hipel (1984), Conflict Analysis: Models and Resolutions",
    conflict(
        {
            "us_support": ["full", "reduced", "appease"],
            "us_opposition": ["legal"],
            "canada": ["treaty"],
            "ijc": ["full", "reduced", "lonetree", "suspend"],
        },
        {
            "us_support": best_first("3 7 1=2 4 5=6 8 9 12 11 15 10 13 14 17 16 18 19 21 20 22 23"),
            "us_opposition": best_first(
                "2=6=10=13=17=21 19=23 15 11 8 4 22 18 14 7 3 20 16 12 9 5 1"
            ),
            "canada": best_first("23 20=21 19 16=17 11 9=10 15 12=13 2 4 1 8 5=6 22 18 14 3 7"),
            "ijc": best_first("=".join(ALL_23.split())),
        },
        infeasible=[
            "not exactly(1, us_support.full, us_support.reduced, us_support.appease)",
            "not exactly(1, ijc.full, ijc.reduced, ijc.lonetree, ijc.suspend)",
            "us_support.full and not us_opposition.legal",
            "us_support.appease and us_opposition.legal",
            "us_support.full and not canada.treaty and not ijc.full",
            "not canada.treaty and (ijc.lonetree or ijc.suspend)",
        ],
    ),
    {
        "us_support": {
            "nash seq sseq": "1 2 3 5 6 7 9 11 12 15 17 18 21 22",
            "gmr smr": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 21 22",
        },
        "us_opposition": {
            "nash gmr smr seq sseq": "2 3 4 6 7 8 10 11 13 14 15 17 18 19 21 22 23",
        },
        "canada": {
            "nash": "1 2 3 4 9 10 11 14 16 17 18 19 20 21 22 23",
            "seq sseq": "1 2 3 4 5 8 9 10 11 14 16 17 18 19 20 21 22 23",
            "gmr smr": "1 2 3 4 5 6 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
        },
        "ijc": {"nash gmr smr seq sseq": ALL_23},
    },
)

PUBLISHED = (PRISONERS, CUBA, ELMIRA, GARRISON)


# -- Two by two --------------------------------------------------------------------------------
#
# Both row and column cooperate or defect; outcomes CC, DC, CD, DD with row's choice first.
# Ordinal payoffs, 4 the best, and the equilibria by concepts (Fraser & Hipel 1984; Rapoport &
# Guyer 1966 for the games).

OUTCOMES = ("CC", "DC", "CD", "DD")

TWO_BY_TWO = {
    "prisoners-dilemma": (
        (3, 4, 1, 2), (3, 1, 4, 2),
        {"nash": "DD", "gmr smr seq sseq": "CC DD"},
    ),
    "chicken": (
        (3, 4, 2, 1), (3, 2, 4, 1),
        {"nash seq sseq": "DC CD", "gmr smr": "CC DC CD"},
    ),
    "stag-hunt": (
        (4, 3, 1, 2), (4, 1, 3, 2),
        {"nash gmr smr seq sseq": "CC DD"},
    ),
    "deadlock": (
        (2, 4, 1, 3), (2, 1, 4, 3),
        {"nash gmr smr seq sseq": "DD"},
    ),
}  # fmt: skip


# -- North Korea and the United States, 2017 ---------------------------------------------------
#
# A two-part tutorial, worked by hand:
# https://socratic-form-microscopy.com/2017/11/05/gmcr-for-dummies/
# https://socratic-form-microscopy.com/2017/11/12/the-graph-model-of-conflict-resolution-sensitivity-analysis/
#
# States are written as the tutorial does, as codes: strike 1, withdraw 2, invade 4, disarm 8.

KOREA_RANKINGS = {
    "original": (
        "8 0 9 10 12 5 4 13 14 1 2 6",
        "6 14 2 10 0 4 12 5 1 13 8 9",
    ),
    "bloodthirsty": (
        "8 9 0 10 13 12 5 4 1 2 14 6",
        "6 14 4 12 5 13 2 0 10 1 9 8",
    ),
    "deterrence": (
        "8 9 0 10 13 12 5 4 1 2 14 6",
        "6 14 4 12 0 10 5 13 2 1 9 8",
    ),
    "pacifist": (
        "8 0 10 2 9 12 4 5 14 13 6 1",
        "6 14 2 10 0 8 4 12 5 1 9 13",
    ),
}  # fmt: skip
"""By ranking, what the United States and what North Korea prefer, best first."""


def korea(ranking: str, irreversible: str) -> Conflict:
    """Return the conflict under a ranking, the named options being forward-only."""
    codes = (0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14)
    us, north = (
        Ranking(tuple((codes.index(int(code)) + 1,) for code in text.split()))
        for text in KOREA_RANKINGS[ranking]
    )

    def option(party: str, name: str) -> Option:
        forward = name in irreversible.split()
        return Option(name, party, direction="forward" if forward else "both")

    return conflict(
        {
            "us": [option("us", "strike"), option("us", "withdraw")],
            "north": [option("north", "invade"), option("north", "disarm")],
        },
        {"us": us, "north": north},
        infeasible=["us.strike and us.withdraw"],
    )


KOREA_CLAIMS = (
    ("original", "strike", "seq sim", "0 4 5 10"),
    ("original", "strike", "smr sim", "0 4 5 10 12"),
    ("bloodthirsty", "strike invade", "seq sim", "5 12"),
    ("bloodthirsty", "strike invade", "smr sim", "5 12"),
    ("deterrence", "strike invade", "seq sim", "0 5 10 12"),
    ("deterrence", "strike invade", "smr sim", "0 5 10 12"),
    ("pacifist", "strike invade", "seq", "0 4 5"),
    ("pacifist", "strike invade", "smr sim", "0 2 4 5 8 10 12"),
)
"""The tutorial's equilibria: states at which each party is stable under one of the concepts.

Ranking, options that cannot be undone, concepts, codes. The tutorial asks for simultaneous beside
sequential stability and says that a strike cannot be undone. By the definitions its figures hold
with two provisos: all but the original ranking's need an invasion to be irreversible too (with
which the original ranking would have state 12 besides), and the pacifist ranking's smaller set
is that of sequential stability alone.
"""

KOREA_COMPUTED = (
    ("original", "strike", {"nash": "0 5", "seq sseq": "0 5 10", "gmr smr": "0 4 5 10 12"}),
    (
        "original",
        "strike invade",
        {"nash": "0 5", "seq sseq": "0 5 10 12", "gmr smr": "0 4 5 10 12"},
    ),
    ("bloodthirsty", "strike invade", {"nash": "5", "gmr smr seq sseq": "5 12"}),
    ("deterrence", "strike invade", {"nash": "5", "gmr smr seq sseq": "0 5 10 12"}),
    ("pacifist", "strike", {"nash seq sseq": "0 5", "gmr smr": "0 2 4 5 8 10 12"}),
    (
        "pacifist",
        "strike invade",
        {"nash seq sseq": "0 4 5", "gmr smr": "0 2 4 5 8 10 12"},
    ),
)
"""Equilibria by the definitions: ranking, options that cannot be undone, codes by concepts."""
