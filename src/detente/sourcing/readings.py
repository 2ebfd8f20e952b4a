"""Whether a contradiction matters: whether the findings differ under either reading.

A *reading* of a contradiction takes one of its two statements for true. The case as written takes
a reading if entries of its model cite that statement and none cites the other; a scenario takes it
if the scenario, or an entry that it replaces or adds, cites it and none of these cites the other.

Two things are tried. Where a run takes one reading and another run takes the other, or at least
not the same, their findings are compared. And where preferences or rules of the case as written
cite nothing but one of the statements, the case is run without them. What no scenario reads the
other way is left untested, and said to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from detente.case import Case
from detente.conflict.analysis import Progress, analyse
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings, find
from detente.conflict.preferences import Ordered, Preference, Weighted
from detente.errors import LimitError, ModelError
from detente.evidence import Ground
from detente.sourcing.changes import Changes, changes
from detente.sourcing.contradictions import Contradiction
from detente.sourcing.judgements import Judgement, judgements

Takes = Literal["left", "right", "both", "neither"]
"""Which of the two statements a run takes for true."""

Matters = Literal["yes", "perhaps", "no", "untested", "unused"]
"""Whether a contradiction matters:

- yes: the findings differ under either reading;
- perhaps: they differ, but between runs that differ in other things as well;
- no: they are the same in all that was tried;
- untested: judgements cite a statement of it, but no scenario reads it the other way;
- unused: no judgement cites either statement.
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """Two runs that were compared.

    Parameters
    ----------
    kind : {"scenario", "without"}
        Whether the second run is another scenario, or the case without some entries.
    before, after : str
        Scenario ids of the two runs; empty for the case as written.
    takes : tuple of Takes
        Which statement each of the two runs takes for true.
    without : tuple of str
        Places of the entries that were left out.
    nothing_else : bool
        Whether all in which the runs differ cites the statement in question.
    changes : Changes
        What differs in the findings.
    """

    kind: Literal["scenario", "without"]
    before: str
    after: str
    takes: tuple[Takes, Takes]
    without: tuple[str, ...]
    nothing_else: bool
    changes: Changes

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "kind": self.kind,
            "before": self.before or None,
            "after": self.after or None,
            "takes": list(self.takes),
            "without": list(self.without),
            "nothing_else": self.nothing_else,
            "changes": self.changes.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Weighed:
    """A contradiction, and whether it matters.

    Parameters
    ----------
    contradiction : Contradiction
    left, right : tuple of Judgement
        What cites each of the two statements.
    as_written : Takes
        Which of them the case as written takes for true.
    trials : tuple of Trial
        All that was compared.
    """

    contradiction: Contradiction
    left: tuple[Judgement, ...]
    right: tuple[Judgement, ...]
    as_written: Takes
    trials: tuple[Trial, ...]

    @property
    def matters(self) -> Matters:
        """Whether the findings differ under either reading."""
        if not (self.left or self.right):
            return "unused"
        if not self.trials:
            return "untested"
        differing = [trial for trial in self.trials if trial.changes]
        if not differing:
            # dropping a line is no reading: it shows a difference, but not that there is none
            return "no" if any(trial.kind == "scenario" for trial in self.trials) else "untested"
        return "yes" if any(trial.nothing_else for trial in differing) else "perhaps"

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            **self.contradiction.to_dict(),
            "cited_by": {
                "left": [judgement.place for judgement in self.left],
                "right": [judgement.place for judgement in self.right],
            },
            "as_written": self.as_written,
            "matters": self.matters,
            "trials": [trial.to_dict() for trial in self.trials],
        }

    def row(self) -> dict[str, str]:
        """Return flat fields, for a table."""
        contradiction = self.contradiction
        left, right = contradiction.left, contradiction.right
        told = "; ".join(f"{d.kind}: {d.left} / {d.right}" for d in contradiction.differences)
        return {
            "left": left.id,
            "right": right.id,
            "matter": contradiction.matter,
            "kinds": "; ".join(contradiction.kinds),
            "differences": told,
            "left_says": left.statement.says.strip(),
            "right_says": right.statement.says.strip(),
            "left_source": left.statement.source,
            "right_source": right.statement.source,
            "left_through": " > ".join(left.through),
            "right_through": " > ".join(right.through),
            "left_date": left.statement.date,
            "right_date": right.statement.date,
            "matters": self.matters,
            "compared": "; ".join(
                f"{t.before or 'as written'} / {t.after or 'as written'}"
                + (f" without {', '.join(t.without)}" if t.without else "")
                for t in self.trials
            ),
        }


Run = Callable[[BaseConflict], Findings]


def weigh(
    case: Case,
    found: Iterable[Contradiction],
    *,
    run: Run | None = None,
    runs: Mapping[str, Findings] | None = None,
    progress: Progress | None = None,
) -> tuple[Weighed, ...]:
    """Tell of each contradiction whether the findings differ under either reading.

    Parameters
    ----------
    case : Case
    found : iterable of Contradiction
        As from `contradictions`.
    run : callable, optional
        Analyses a conflict; all concepts with weak sanctions by default.
    runs : mapping of str to Findings, optional
        What was analysed already, by scenario id, the empty string for the case as written.
    progress : callable, optional
        Told before each contradiction how many are weighed, of how many.

    Notes
    -----
    Each scenario is analysed at most once, and only if a contradiction asks for it.
    """
    scales, listed, weighed = _Scales(case, run or _run, runs or {}), tuple(found), []
    for place, contradiction in enumerate(listed):
        if progress is not None:
            progress(place, len(listed), "contradictions weighed")
        weighed.append(scales.weigh(contradiction))
    return tuple(weighed)


def _run(conflict: BaseConflict) -> Findings:
    return find(analyse(conflict))


class _Scales:
    """Weighs contradictions of one case, and keeps what was run."""

    def __init__(self, case: Case, run: Run, runs: Mapping[str, Findings]) -> None:
        self.case, self.run = case, run
        self.runs = dict(runs)
        self.scenarios = [key for key, s in case.scenarios.items() if s.conflict is not None]
        self.judgements = judgements(case)
        self.under = {
            key: [j for j in self.judgements if j.scenario == key] for key in ("", *self.scenarios)
        }
        self.without = cache(self._without)

    def weigh(self, contradiction: Contradiction) -> Weighed:
        """Return whether a contradiction matters."""
        pair = contradiction.left.id, contradiction.right.id
        left, right = (tuple(j for j in self.judgements if _cites(j, key)) for key in pair)
        takes = {key: _takes(listed, *pair) for key, listed in self.under.items()}
        trials: list[Trial] = []
        if self.case.conflict is not None and (left or right):
            trials = [
                *self._scenario_trials(pair, takes),
                *filter(None, (self._drop(pair, key, takes[""]) for key in pair)),
            ]
        return Weighed(contradiction, left, right, takes[""], tuple(trials))

    def findings(self, scenario: str) -> Findings:
        """Return the findings under a scenario; each is run once."""
        if scenario not in self.runs:
            self.runs[scenario] = self.run(self.case.conflict_under(scenario or None))
        return self.runs[scenario]

    def _scenario_trials(
        self, pair: tuple[str, str], takes: Mapping[str, Takes]
    ) -> Iterable[Trial]:
        """Yield comparisons of runs that take different readings."""
        reading = [key for key in self.scenarios if takes[key] in ("left", "right")]
        against = [key for key in reading if takes[key] != takes[""]]
        if takes[""] == "neither" and {takes[key] for key in reading} == {"left", "right"}:
            lefts = [key for key in reading if takes[key] == "left"]
            rights = [key for key in reading if takes[key] == "right"]
            compared = [(one, other) for one in lefts for other in rights]
        else:
            compared = [("", key) for key in against]
        for before, after in compared:
            entries = [j for key in (before, after) if key for j in self.under[key]]
            own = [j for j in entries if j.what != "scenario"]
            yield Trial(
                "scenario",
                before,
                after,
                (takes[before], takes[after]),
                (),
                all(_cites(j, pair[0]) or _cites(j, pair[1]) for j in own),
                changes(self.findings(before), self.findings(after)),
            )

    def _drop(self, pair: tuple[str, str], key: str, takes: Takes) -> Trial | None:
        """Run the case without the preferences and rules that cite nothing but a statement."""
        places = tuple(
            j.place
            for j in self.under[""]
            if j.what in ("preference", "infeasible") and _only(j.ground, key)
        )
        if not places:
            return None
        other: Takes = "right" if key == pair[0] else "left"
        left = other if takes == "both" else "neither"
        try:
            thinned = self.without(key)
        except (LimitError, ModelError):  # too many states without a rule, or a ranking of others
            return None
        found = changes(self.findings(""), thinned)
        return Trial("without", "", "", (takes, left), places, True, found)

    def _without(self, key: str) -> Findings:
        model = self.case.conflict_under(None)
        rules = tuple(rule for rule in model.infeasible if not _only(rule.ground, key))
        return self.run(
            model.with_changes(
                **({"infeasible": rules} if rules != model.infeasible else {}),
                preferences={
                    party: _thinned(preference, key)
                    for party, preference in model.preferences.items()
                },
            )
        )


def _thinned(preference: Preference, key: str) -> Preference:
    if isinstance(preference, Ordered | Weighted):
        kept = tuple(w for w in preference.wishes if not _only(w.ground, key))
        return replace(preference, wishes=kept)
    return preference


def _only(ground: Ground, key: str) -> bool:
    return set(ground.cites) == {key}


def _cites(judgement: Judgement, key: str) -> bool:
    return key in judgement.ground.cites


def _takes(listed: Iterable[Judgement], left: str, right: str) -> Takes:
    cited = {key for judgement in listed for key in judgement.ground.cites}
    if left in cited and right in cited:
        return "both"
    return "left" if left in cited else "right" if right in cited else "neither"
