"""How probable it is that a state is stable, when preference statements may be wrong.

Rêgo & dos Santos (2015) let parties prefer one state to another with a probability, pair by pair,
and define stability by thresholds for these. Here whole statements are uncertain, so that a case
has a probability for every complete set of preferences, and what is computed is the probability
of the ordinary verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.conflict.analysis import Progress
from detente.conflict.base import BaseConflict
from detente.conflict.chances.readings import (
    Assumptions,
    Unsure,
    Wrong,
    doubts,
)
from detente.conflict.chances.result import Chances
from detente.conflict.chances.weighing import OWN_ALONE, Work
from detente.conflict.concepts import Sanction, chosen_concepts
from detente.errors import ModelError

UNASKED = ("nash", "gmr", "smr", "seq", "sseq")


def chances(
    conflict: BaseConflict,
    concepts: Iterable[str] | None = None,
    *,
    wrong: Wrong = "dropped",
    words: Mapping[str, float] | None = None,
    unsure: Unsure = "as written",
    sanction: Sanction = "weak",
    samples: int = 2000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Chances:
    """Compute how probable it is that states are stable and outcomes can last.

    Every preference statement with a number as its confidence is so with that probability,
    *independently of all others*.

    Parameters
    ----------
    conflict : BaseConflict
    concepts : iterable of str, optional
        Concept ids; all but simultaneous stability by default.
    wrong : {"dropped", "reversed"}
        What a wrong statement means: that the party does not care, or wants the opposite.
    words : mapping of str to float, optional
        What ``low``, ``medium`` and ``high`` confidence stand for; without it they are certain.
    unsure : {"as written", "equal"}
        Whether statements marked unsure are taken as written, or each order and direction of them
        as equally probable.
    sanction : {"weak", "strict"}
    samples : int
        Readings drawn where going through all would take more than some seconds; 0 to go through
        all however long it takes.
    seed : int
        Of the draws; the same seed gives the same numbers.
    progress : callable, optional
        Told of the readings judged.

    Returns
    -------
    Chances

    Raises
    ------
    ModelError
        If nothing is uncertain, or a parameter is none of those allowed.
    LimitError
        If it would take more than about an hour.

    Notes
    -----
    Exact where all sets of preferences that differ in some order can be gone through: for Nash,
    GMR and SMR one party at a time, since they depend on the party's own preferences only, for the
    others all parties' together. Otherwise estimated, with a standard error.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.preferences import Ordered, Wish
    >>> from detente.evidence import Ground
    >>> maybe = Wish(parse("not a.arm"), ground=Ground(confidence="0.8"))
    >>> game = conflict({"a": ["arm"]}, {"a": Ordered((maybe, Wish(parse("a.arm"))))})
    >>> chances(game, ["nash"]).of_equilibrium("nash", 1)
    Chance(probability=0.8, samples=0)
    """
    assumed = Assumptions(wrong, dict(words or {}), unsure)
    _check(assumed, samples, sanction)
    found = tuple(d for party in conflict.party_ids for d in doubts(conflict, party, assumed))
    if not found:
        raise ModelError(
            "nothing is uncertain: no preference statement has a number as its confidence",
            hint="write 'confidence: 0.8', or say what the words stand for (--low 0.6 …)",
            code="nothing-uncertain",
        )
    chosen = chosen_concepts(UNASKED if concepts is None else concepts)
    conflict.check_defined(chosen)
    work = Work(conflict, assumed, sanction, samples, seed, progress)
    parts = [work.judged(tuple(c for c in chosen if (c.id in OWN_ALONE) == own)) for own in (1, 0)]
    stable = {c.id: next(p.stable[c.id] for p in parts if c.id in p.stable) for c in chosen}
    return Chances(
        conflict,
        found,
        {c: dict(zip(conflict.party_ids, by, strict=True)) for c, by in stable.items()},
        {c: next(p.equilibrium[c] for p in parts if c in p.stable) for c in stable},
        {c: next(p.outcomes[c] for p in parts if c in p.stable) for c in stable},
        {c: next(p.samples for p in parts if c in p.stable) for c in stable},
        dict(zip(conflict.party_ids, work.counts, strict=True)),
        {
            "method": "readings of the preferences, each judged by the graph model",
            "independence": "every uncertain statement independent of all others",
            "wrong": wrong,
            "words": dict(assumed.words),
            "unsure": unsure,
            "sanction": sanction,
            "samples": samples,
            "seed": seed,
            "compiled": work.compiled,
        },
        ()
        if concepts or conflict.undefined
        else ("simultaneous stability is left out; ask for it",),
    )


def _check(assumed: Assumptions, samples: int, sanction: str) -> None:
    if assumed.wrong not in ("dropped", "reversed"):
        raise ModelError(f"a wrong statement is not '{assumed.wrong}'", hint="dropped or reversed")
    if assumed.unsure not in ("as written", "equal"):
        raise ModelError(f"'{assumed.unsure}' is unknown", hint="use 'as written' or 'equal'")
    if sanction not in ("weak", "strict"):
        raise ModelError(f"no sanction variant '{sanction}'", hint="use weak or strict")
    if samples < 0:
        raise ModelError("fewer than no readings cannot be drawn", hint="0 goes through all")
    for word, probability in assumed.words.items():
        if word not in ("low", "medium", "high") or not 0 <= probability <= 1:
            raise ModelError(
                f"'{word}' cannot stand for {probability}",
                hint="low, medium and high stand for numbers from 0 to 1",
            )
