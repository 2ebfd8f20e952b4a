"""From a `Case` to ``.gmcr`` text; see the package for what the format means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import detente
from detente import files
from detente.case import Case
from detente.conditions import TRUE, Condition, name
from detente.conflict.model import Conflict, Option, in_option_form
from detente.conflict.preferences import (
    Ordered,
    Ranking,
    Wish,
    is_unsure,
    marked_strongly,
    wishes,
)
from detente.conflict.views import View
from detente.errors import Diagnostic, LimitError
from detente.evidence import NO_GROUND, Ground
from detente.interop import strictjson
from detente.interop.clauses import clauses
from detente.interop.gmcr.extras import DIRECTIONS, GmcrExtras, extras_of

MAX_RANKED = 1 << 16
"""States beyond which no ranking is written: one would fill the file with numbers."""

_FOREIGN_DIRECTIONS = {own: foreign for foreign, own in DIRECTIONS.items()}


def write(case: Case, path: str | Path, *, scenario: str | None = None) -> tuple[Diagnostic, ...]:
    """Write a case as a ``.gmcr`` file, replacing a file of that name.

    Parameters
    ----------
    case : Case
        With a conflict.
    path : str or Path
    scenario : str, optional
        Write the conflict under this scenario.

    Returns
    -------
    tuple of Diagnostic
        What the format has no place for, as `left_out`.

    Raises
    ------
    ModelError, UnknownNameError, LimitError
        As `dumps`.
    """
    text = dumps(case, scenario=scenario)
    files.write(path, text)
    return left_out(case, scenario=scenario)


def dumps(case: Case, *, scenario: str | None = None) -> str:
    """Return a case as the text of a ``.gmcr`` file.

    Labels become names. Conditions that the format cannot say as they stand are rewritten as an
    or of ands. Ordered preferences become preference statements; as soon as one party has weights,
    a ranking or payoffs, rankings with ties count for all.

    Parameters
    ----------
    case : Case
    scenario : str, optional
        Write the conflict under this scenario.

    Raises
    ------
    ModelError
        If the case has no conflict.
    UnknownNameError
        If it has no such scenario.
    LimitError
        If a condition grows too large as an or of ands, or rankings are needed for more than
        65,536 states.

    Examples
    --------
    >>> import json
    >>> from detente.case import Case
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"mill": ["stop"], "town": ["sue"]},
    ...                 {"mill": ["town.sue implies not mill.stop"], "town": ["mill.stop"]})
    >>> data = json.loads(dumps(Case("mill", "Mill and town", conflict=game)))
    >>> data["decisionMakers"][0]["preferences"]
    [{'compound': True, 'members': [[[0, 'N']], [[1, 'N']]]}]
    """
    conflict = in_option_form(case.conflict_under(scenario), "a .gmcr file")
    data = _Writer(conflict, extras_of(case)).file()
    return strictjson.laid_out(data)


class _Writer:
    """Holds the file's numbering of options while the parts are written."""

    def __init__(self, conflict: Conflict, extras: GmcrExtras) -> None:
        self.conflict, self.extras = conflict, extras
        names = tuple(option.name for option in conflict.options)
        # the original order, unless the options have changed since
        known = sorted(extras.option_order) == sorted(names)
        self.order = extras.option_order if known else names
        self.index = {name: k for k, name in enumerate(self.order)}
        self.terms = {key: term.condition for key, term in conflict.terms.items()}

    def file(self) -> dict[str, Any]:
        manual = _needs_rankings(self.conflict)
        rules = (self.condition(rule.condition) for rule in self.conflict.infeasible)
        fields = dict(self.extras.fields)
        return {
            "options": [
                self.option(self.conflict.options[self.conflict.columns[name]])
                for name in self.order
            ],
            "decisionMakers": [self.party(party, manual) for party in self.conflict.party_ids],
            "infeasibles": [rule for rule in rules if rule is not None],
            "useManualPreferenceRanking": manual,
            "coalitions": fields.pop("coalitions", []),
            "program": fields.pop("program", "detente"),
            "version": fields.pop("version", detente.__version__),
            **fields,
        }

    def option(self, option: Option) -> dict[str, Any]:
        return {
            "name": option.label,
            "permittedDirection": _FOREIGN_DIRECTIONS[option.direction],
            **self.extras.option_fields.get(option.name, {}),
        }

    def party(self, party: str, manual: bool) -> dict[str, Any]:
        preference = self.conflict.preferences[party]
        if isinstance(preference, Ordered):
            statements = tuple(wish.condition for wish in preference.wishes)
        else:
            statements = self.extras.statements.get(party, ())
        ranking, payoffs = self.ranked(party)
        if not manual:
            ranking = self.extras.rankings.get(party, ranking)
        return {
            "name": self.conflict.party(party).label,
            "options": [self.index[o.name] for o in self.conflict.options if o.party == party],
            "preferences": self.conditions(statements),
            "preferenceRanking": ranking,
            "misperceptions": self.conditions(self.misperceptions(party)),
            "payoffs": payoffs,
            **self.extras.party_fields.get(party, {}),
        }

    def misperceptions(self, party: str) -> tuple[Condition, ...]:
        """Return what a party believes cannot occur, beside what cannot."""
        view = self.conflict.views.get(party, View())
        return (*(rule.condition for rule in view.infeasible), *map(name, view.unaware))

    def ranked(self, party: str) -> tuple[list[Any], list[int]]:
        """Return a party's ranking, and its payoffs as the format counts them.

        The best of n states has payoff n, every level below one less.
        """
        n = len(self.conflict.states)
        if n > MAX_RANKED:
            if not _needs_rankings(self.conflict):
                return [], []
            raise LimitError(
                f"rankings of {n:,} states; at most {MAX_RANKED:,} are written",
                hint="give the preferences as ordered conditions, which need no ranking",
            )
        levels = ranked_levels(self.conflict, party)
        ranking = [level if len(level) > 1 else level[0] for level in levels]
        ranks = self.conflict.payoffs(party)
        return ranking, (ranks + (n + 1 - len(levels))).tolist()

    # -- Conditions ------------------------------------------------------------------------

    def conditions(self, conditions: tuple[Condition, ...]) -> list[Any]:
        written = (self.condition(c) for c in conditions if self.can_name(c))
        return [condition for condition in written if condition is not None]

    def can_name(self, condition: Condition) -> bool:
        return all(n in self.index or n in self.terms for n in condition.names())

    def condition(self, condition: Condition) -> Any:
        """Return a condition in the format's shape; None for one that never holds."""
        direct = self.direct(condition)
        if direct is not None:
            return direct
        found = [sorted(self.pairs(list(clause))) for clause in clauses(condition, self.terms)]
        found.sort()
        if len(found) > 1:
            return {"compound": True, "members": found}
        return found[0] if found else None

    def direct(self, condition: Condition) -> Any:
        """Return a condition that already has the format's shape, as it stands, else None."""
        if condition == TRUE:
            return []
        if condition.op == "or":
            members = [self.direct(arg) for arg in condition.args]
            sound = all(isinstance(member, list) and member for member in members)
            return {"compound": True, "members": members} if sound else None
        parts = condition.args if condition.op == "and" else (condition,)
        literals = [_literal(part) for part in parts]
        if all(literal is not None and literal[0] in self.index for literal in literals):
            return self.pairs([literal for literal in literals if literal is not None])
        return None

    def pairs(self, literals: list[tuple[str, bool]]) -> list[list[Any]]:
        return [[self.index[name], "Y" if value else "N"] for name, value in literals]


def ranked_levels(conflict: Conflict, party: str) -> list[list[int]]:
    """Return the numbers of all states, best first, those equally good together."""
    ranks = conflict.payoffs(party)
    best = int(ranks.max())
    levels: list[list[int]] = [[] for _ in range(best + 1)]
    for state, rank in enumerate(ranks.tolist(), start=1):
        levels[best - rank].append(state)
    return levels


def _literal(condition: Condition) -> tuple[str, bool] | None:
    if condition.op == "name":
        return condition.name, True
    if condition.op == "not" and condition.args[0].op == "name":
        return condition.args[0].name, False
    return None


def _needs_rankings(conflict: Conflict) -> bool:
    return not all(isinstance(p, Ordered) for p in conflict.preferences.values())


# -- What is lost --------------------------------------------------------------------------


def left_out(case: Case, *, scenario: str | None = None) -> tuple[Diagnostic, ...]:
    """Return a note for everything of a case that a ``.gmcr`` file has no place for.

    Examples
    --------
    >>> from detente.case import Case
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": ["good"]}, terms={"good": "not a.x"}, status_quo=[])
    >>> for note in left_out(Case("a", "A", conflict=game)):
    ...     print(note)
    note: the names of 1 term are left out [left-out]
    note: the status quo is left out [left-out]
    """
    conflict = in_option_form(case.conflict_under(scenario), "a .gmcr file")
    notes = [_note(f"{what} left out") for what in _lost(case, conflict)]
    if any(ground.visibility == "internal" for ground in _grounds(conflict)):
        notes.append(
            Diagnostic(
                "internal-written",
                "options or preferences marked internal are written like all others",
                hint="do not pass the file on where they should not be seen",
                severity="warning",
            )
        )
    return tuple(notes)


def _note(message: str) -> Diagnostic:
    return Diagnostic("left-out", message, severity="note")


def _lost(case: Case, conflict: Conflict) -> Iterator[str]:
    counted: Mapping[str, int] = {
        "source": len(case.sources),
        "statement": len(case.statements),
        "scenario": len(case.scenarios),
    }
    for what, count in counted.items():
        if count:
            yield f"{_count(count, what)} {'is' if count == 1 else 'are'}"
    if case.outcome is not None:
        yield "the outcome is"
    if case.bargaining is not None:
        yield "what is bargained over is"
    if conflict.terms:
        yield f"the names of {_count(len(conflict.terms), 'term')} are"
    if conflict.status_quo is not None:
        yield "the status quo is"
    views = conflict.views.values()
    if any(view.disbelieves or view.directions or view.preferences for view in views):
        yield "disbelieved rules, directions and preferences in what parties wrongly believe are"
    if any(wish.label for wish in _all_wishes(conflict)):
        yield "the labels of preferences are"
    if any(ground != NO_GROUND for ground in _grounds(conflict)):
        yield "what options, rules and preferences rest on is"
    if any(marked_strongly(preference) for preference in conflict.preferences.values()):
        yield "how strongly things are preferred is"
    if any(is_unsure(preference) for preference in conflict.preferences.values()):
        yield "what is marked unsure is written as if it were sure, and its marks are"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _all_wishes(conflict: Conflict) -> Iterator[Wish]:
    for preference in conflict.preferences.values():
        yield from wishes(preference)


def _grounds(conflict: Conflict) -> Iterator[Ground]:
    yield from (option.ground for option in conflict.options)
    yield from (term.ground for term in conflict.terms.values())
    yield from (rule.ground for rule in conflict.infeasible)
    yield from (wish.ground for wish in _all_wishes(conflict))
    for preference in conflict.preferences.values():
        if isinstance(preference, Ranking):
            yield preference.ground
    for view in conflict.views.values():
        yield view.ground
        yield from (rule.ground for rule in view.infeasible)
        yield from view.unaware.values()
