"""What stands behind the judgements that decide how firm findings are."""

from __future__ import annotations

from detente.case import Case
from detente.conflict.firmness import Firmness
from detente.sourcing.judgements import Judgement, What
from detente.sourcing.lineage import Support, support

_WHAT: dict[str, What] = {"statement": "preference", "rule": "infeasible", "option": "option"}


def backing(case: Case, found: Firmness) -> tuple[Support, ...]:
    """Return, for each entry that decides findings, how many independent chains stand behind it.

    Parameters
    ----------
    case : Case
        The case that the conflict is of.
    found : Firmness

    Returns
    -------
    tuple of Support
        In the order of `Firmness.ranked`.

    Examples
    --------
    >>> from detente.conflict.firmness import firmness
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": ["a.x"]}, status_quo=["a.x"])
    >>> found = firmness(game, radius=1)
    >>> [support.count for support in backing(Case("c", "C", conflict=game), found)]
    [0]
    """
    return tuple(
        support(
            case,
            Judgement(_WHAT[one.entry.what], "", one.label, one.ground, party=one.entry.party),
        )
        for one in found.ranked
    )


def backing_in_words(found: Support) -> str:
    """Return how many independent chains stand behind an entry, as a clause.

    Examples
    --------
    >>> from detente.evidence import NO_GROUND
    >>> backing_in_words(Support(Judgement("preference", "", "peace", NO_GROUND), (), True, ()))
    'rests on no report'
    """
    if not found.count:
        return "rests on no report"
    if found.count == 1:
        return f"rests on one chain of reports ({' > '.join(found.chains[0])})"
    return f"rests on {found.count} independent chains of reports"
