"""From ``.gmcr`` text to a `Case`; see the package for what the format means."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from detente.case import Case, Party
from detente.conditions import TRUE, Condition, conjunction, disjunction, name, negation
from detente.conflict.model import Conflict, Direction, Option, Rule
from detente.conflict.preferences import Ordered, Preference, Ranking, Wish
from detente.conflict.states import MAX_OPTIONS
from detente.conflict.views import View
from detente.errors import CaseError, Diagnostic, LimitError, ModelError
from detente.interop import strictjson
from detente.interop.gmcr.extras import DIRECTIONS, FORMAT, GmcrExtras
from detente.interop.gmcr.writing import ranked_levels
from detente.interop.names import unique_id
from detente.interop.strictjson import step

_T = TypeVar("_T")
_WORDS = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number"}
_UNFILLED = "stands empty and is passed over"

MAX_PARTIES = 200
MAX_LITERALS = 100_000
"""Parts of conditions, taken together: far more than a person writes."""

_MANUAL = ("useManualPreferenceRanking", "useManualPreferenceVectors")
_RANKING = ("preferenceRanking", "preferenceVector")
_READ_FIELDS = {"options", "decisionMakers", "infeasibles", *_MANUAL}
_READ_PARTY_FIELDS = {"name", "options", "preferences", "misperceptions", "payoffs", *_RANKING}
_READ_OPTION_FIELDS = {"name", "permittedDirection"}


def read(path: str | Path) -> Case:
    """Read a ``.gmcr`` file.

    Parameters
    ----------
    path : str or Path
        At most 16 MiB, UTF-8.

    Returns
    -------
    Case
        With one conflict; its warnings say what the file carries that is not analysed.

    Raises
    ------
    FormatError
        If the file cannot be read or is not sound JSON.
    CaseError
        With every problem of its content.
    LimitError
        If it is too large, or describes more states than can be enumerated.
    """
    path = Path(path)
    case = loads(strictjson.read_text(path), path.stem, file=str(path))
    return replace(case, path=str(path))


def loads(text: str, title: str = "conflict", *, file: str = "") -> Case:
    """Read a case from the text of a ``.gmcr`` file.

    Parameters
    ----------
    text : str
    title : str
        Name of the case, which the format does not hold.
    file : str
        Name of the file, for messages.

    Returns
    -------
    Case

    Raises
    ------
    FormatError, CaseError, LimitError
        As `read`.

    Examples
    --------
    >>> case = loads('''{
    ...   "options": [{"name": "Stop the works", "permittedDirection": "fwd"}, {"name": "Sue"}],
    ...   "decisionMakers": [{"name": "Mill", "options": [0], "preferences": [[[1, "N"]]]},
    ...                      {"name": "Town", "options": [1],
    ...                       "preferences": [[[0, "Y"]], [[1, "Y"]]]}]}''', "Mill and town")
    >>> [option.name for option in case.conflict.options]
    ['mill.stop_the_works', 'town.sue']
    >>> case.conflict.payoffs("town")
    array([0, 2, 1, 3], dtype=int32)
    """
    reader = _Reader(file)
    data = strictjson.loads(text, file)
    return replace(
        reader.case(data, title),
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


class _Reader:
    """Walks the file once, collecting every problem before it gives up."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Diagnostic] = []
        self.notes: list[Diagnostic] = []
        self.names: list[str] = []  # of the options, by index
        self.literals = 0  # read so far, in all conditions

    # -- Complaints ------------------------------------------------------------------------

    def problem(self, path: str, message: str, *, hint: str = "", code: str = "gmcr") -> None:
        where = f"{path}: " if path else ""
        self.problems.append(Diagnostic(code, where + message, hint=hint, file=self.file))
        if len(self.problems) >= strictjson.MAX_PROBLEMS:
            self.check()

    def note(self, message: str, *, code: str = "kept-not-analysed", hint: str = "") -> None:
        self.notes.append(Diagnostic(code, message, hint=hint, file=self.file, severity="note"))

    def check(self) -> None:
        if self.problems:
            raise CaseError(self.problems)

    def typed(self, value: Any, kind: type[_T], path: str) -> _T | None:
        """Return a value of the wanted kind; of another kind, complain and return None."""
        # not isinstance: true is no number here
        if type(value) is kind or (kind is dict and isinstance(value, dict)):
            return cast(_T, value)
        self.problem(path, f"{_WORDS[kind]} is expected", code="wrong-type")
        return None

    def entries(self, holder: Any, keys: str | Sequence[str], path: str) -> list[Any]:
        """Return a list that an object may hold under one of the keys."""
        for key in [keys] if isinstance(keys, str) else keys:
            if key in holder:
                return self.typed(holder[key], list, step(path, key)) or []
        return []

    # -- The whole -------------------------------------------------------------------------

    def case(self, data: Any, title: str) -> Case:
        top = self.typed(data, dict, "the file")
        self.check()
        assert top is not None
        labels, directions = self.options(top)
        if not labels:
            self.check()  # every index would be wrong
        parties, owned = self.parties(top, len(labels))
        self.check()
        options = self.named(parties, owned, labels, directions)
        manual = self.manual(top)
        infeasible = self.infeasible(top, "infeasibles", "")
        preferences: dict[str, Preference] = {}
        extras = GmcrExtras(option_order=tuple(self.names), fields=_others(top, _READ_FIELDS))
        for k, party in enumerate(parties):
            preferences[party.id], extras = self.wants(
                top["decisionMakers"][k], f"decisionMakers[{k}]", party, manual, extras
            )
        for k, entry in enumerate(top["options"]):
            if others := _others(entry, _READ_OPTION_FIELDS):
                extras = replace(
                    extras, option_fields={**extras.option_fields, self.names[k]: others}
                )
        self.check()
        views = self.views(top, parties)
        self.check()
        conflict = Conflict(parties, options, preferences, infeasible, title=title, views=views)
        if manual or extras.rankings:
            self.rankings(conflict)
        self.check()
        extras = _without_repetitions(extras, conflict)
        by_id = {party.id: party for party in parties}
        for what in extras.contents(by_id):
            self.note(f"{what} are kept but not analysed")
        return Case(
            id=unique_id(title, (), "case"),
            title=title,
            parties=by_id,
            conflict=conflict,
            warnings=tuple(self.notes),
            foreign={FORMAT: extras},
        )

    def manual(self, top: dict[str, Any]) -> bool:
        for key in _MANUAL:
            if key in top:
                return self.typed(top[key], bool, key) or False
        return False

    # -- Options and parties ---------------------------------------------------------------

    def options(self, top: dict[str, Any]) -> tuple[list[str], list[Direction]]:
        labels, directions = [], []
        if "options" not in top:
            self.problem("options", "the list of options is missing", code="missing-field")
        entries = self.entries(top, "options", "")
        _limit(len(entries), MAX_OPTIONS, "options")
        for k, entry in enumerate(entries):
            path = f"options[{k}]"
            labels.append(self.label(entry, path))
            direction = entry.get("permittedDirection", "both") if isinstance(entry, dict) else ""
            directions.append(DIRECTIONS.get(direction if isinstance(direction, str) else ""))
            if isinstance(entry, dict) and directions[-1] is None:
                self.problem(
                    step(path, "permittedDirection"),
                    "both, fwd or back is expected",
                    code="unknown-direction",
                )
        return labels, directions  # type: ignore[return-value]  # None only with a problem

    def label(self, entry: Any, path: str) -> str:
        if self.typed(entry, dict, path) is None:
            return ""
        if "name" not in entry:
            self.problem(step(path, "name"), "the name is missing", code="missing-field")
            return ""
        return self.typed(entry["name"], str, step(path, "name")) or ""

    def parties(self, top: dict[str, Any], count: int) -> tuple[tuple[Party, ...], list[list[int]]]:
        """Return the parties and the indices of their options, every option owned once."""
        parties: list[Party] = []
        owned: list[list[int]] = []
        owner: dict[int, str] = {}
        ids: set[str] = set()
        entries = self.entries(top, "decisionMakers", "")
        _limit(len(entries), MAX_PARTIES, "decision makers")
        if not entries and not self.problems:
            self.problem("decisionMakers", "at least one is needed", code="missing-field")
        for k, entry in enumerate(entries):
            path = f"decisionMakers[{k}]"
            label = self.label(entry, path)
            ids.add(party := unique_id(label, ids, "party"))
            parties.append(Party(party, label))
            owned.append([])
            listed = self.entries(entry, "options", path) if isinstance(entry, dict) else []
            for m, index in enumerate(listed):
                place = step(step(path, "options"), m)
                if not self.index(index, count, place):
                    continue
                if index in owner:
                    self.problem(
                        place,
                        f"option {index} already belongs to {owner[index]}",
                        code="shared-option",
                    )
                    continue
                owner[index] = path
                owned[-1].append(index)
        unowned = set() if self.problems else set(range(count)) - owner.keys()
        for index in sorted(unowned):
            self.problem(
                f"options[{index}]",
                "no decision maker has this option",
                hint="list its index under the options of one decision maker",
                code="unowned-option",
            )
        return tuple(parties), owned

    def index(self, value: Any, count: int, path: str) -> bool:
        """Say whether a value is the index of an option; complain where it is not."""
        if self.typed(value, int, path) is None:
            return False
        if not 0 <= value < count:
            self.problem(
                path,
                f"there is no option {value}",
                hint=f"options are numbered 0 to {count - 1}" if count else "none is defined",
                code="unknown-option",
            )
            return False
        return True

    def named(
        self,
        parties: Sequence[Party],
        owned: Sequence[Sequence[int]],
        labels: Sequence[str],
        directions: Sequence[Direction],
    ) -> tuple[Option, ...]:
        """Return the options party by party, and remember every index's name."""
        options: dict[int, Option] = {}
        for party, indices in zip(parties, owned, strict=True):
            ids: set[str] = set()
            for k in indices:
                ids.add(option := unique_id(labels[k], ids, "option"))
                options[k] = Option(option, party.id, labels[k], directions[k])
        self.names = [options[k].name for k in range(len(options))]
        return tuple(options.values())

    # -- Conditions ------------------------------------------------------------------------

    def condition(self, value: Any, path: str) -> Condition:
        """Return a condition; an empty one, or one with a problem, always holds."""
        if isinstance(value, dict):
            return self.compound(value, path)
        parts = []
        pairs = self.typed(value, list, path) or []
        self.literals += 1 + len(pairs)
        _limit(self.literals, MAX_LITERALS, "parts of conditions")
        for k, pair in enumerate(pairs):
            place = step(path, k)
            if not (isinstance(pair, list) and len(pair) == 2):
                self.problem(place, '[option index, "Y" or "N"] is expected', code="wrong-type")
                continue
            index, taken = pair
            if taken not in ("Y", "N"):
                self.problem(step(place, 1), '"Y" or "N" is expected', code="wrong-type")
            if self.index(index, len(self.names), step(place, 0)):
                literal = name(self.names[index])
                parts.append(literal if taken == "Y" else negation(literal))
        return conjunction(*parts)

    def compound(self, value: dict[str, Any], path: str) -> Condition:
        if value.get("compound") is not True or "members" not in value:
            self.problem(
                path, 'a list or {"compound": true, "members": […]} is expected', code="wrong-type"
            )
            return TRUE
        members: list[Condition] = []
        place = step(path, "members")
        for k, member in enumerate(self.entries(value, "members", path)):
            found = self.condition(member, step(place, k))
            if found == TRUE:
                self.note(f"{step(place, k)} {_UNFILLED}", code="empty-condition")
            else:
                # an or within an or says no more than one long or
                members.extend(found.args if found.op == "or" else [found])
        return disjunction(*members) if members else TRUE

    def conditions(self, holder: Any, key: str, path: str) -> tuple[Condition, ...]:
        place = step(path, key)
        return tuple(
            self.condition(value, step(place, k))
            for k, value in enumerate(self.entries(holder, key, path))
        )

    def infeasible(self, holder: Any, key: str, path: str) -> tuple[Rule, ...]:
        """Return rules; a line that was not filled in is passed over."""
        rules = []
        for k, condition in enumerate(self.conditions(holder, key, path)):
            if condition == TRUE:
                place = step(step(path, key), k)
                self.note(f"{place} {_UNFILLED}", code="empty-condition")
            else:
                rules.append(Rule(condition))
        return tuple(rules)

    def views(self, top: dict[str, Any], parties: Sequence[Party]) -> dict[str, View]:
        """Return what each decision maker wrongly takes to be infeasible."""
        found = {}
        for k, party in enumerate(parties):
            entry = top["decisionMakers"][k]
            if rules := self.infeasible(entry, "misperceptions", f"decisionMakers[{k}]"):
                found[party.id] = View(infeasible=rules)
        return found

    # -- Preferences -----------------------------------------------------------------------

    def wants(
        self, entry: dict[str, Any], path: str, party: Party, manual: bool, extras: GmcrExtras
    ) -> tuple[Preference, GmcrExtras]:
        """Return a party's preferences, and the extras with what is kept of the party."""
        statements = self.conditions(entry, "preferences", path)
        ranking = self.entries(entry, _RANKING, path)
        preference: Preference
        kept: dict[str, Any] = {}
        if manual:
            preference = Ranking(self.levels(ranking, path))
            if statements:
                kept["statements"] = {**extras.statements, party.id: statements}
        else:
            preference = Ordered(tuple(Wish(condition) for condition in statements))
            if ranking:
                kept["rankings"] = {**extras.rankings, party.id: ranking}
                if not statements:
                    self.note(
                        f"{path} has a ranking but no preference statements, and the file says "
                        "that statements count: the party is indifferent between all states",
                        hint='set "useManualPreferenceRanking" to true to use the rankings',
                        code="unused-ranking",
                    )
        if others := _others(entry, _READ_PARTY_FIELDS):
            kept["party_fields"] = {**extras.party_fields, party.id: others}
        return preference, replace(extras, **kept)

    def levels(self, ranking: list[Any], path: str) -> tuple[tuple[int, ...], ...]:
        """Return a ranking's levels; what is no number is complained of and left out."""
        place = step(path, _RANKING[0])
        levels = []
        for k, level in enumerate(_levels(ranking)):
            tied = isinstance(ranking[k], list)
            states = (
                self.typed(state, int, step(step(place, k), m) if tied else step(place, k))
                for m, state in enumerate(level)
            )
            levels.append(tuple(state for state in states if state is not None))
        return tuple(levels)

    def rankings(self, conflict: Conflict) -> None:
        """Complain of rankings that leave out or repeat states; needs the states counted."""
        try:
            len(conflict.states)
        except ModelError as error:
            self.problem("infeasibles", error.message, hint=error.hint, code=error.code)
            return
        for k, party in enumerate(conflict.party_ids):
            try:
                conflict.payoffs(party)
            except ModelError as error:
                place = f"decisionMakers[{k}].{_RANKING[0]}"
                self.problem(place, error.message, hint=error.hint, code=error.code)


def _without_repetitions(extras: GmcrExtras, conflict: Conflict) -> GmcrExtras:
    """Drop the rankings that only repeat what the statements say."""
    told = {
        party: ranking
        for party, ranking in extras.rankings.items()
        if _in_order(_levels(ranking)) != _in_order(ranked_levels(conflict, party))
    }
    return replace(extras, rankings=told)


def _in_order(levels: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [sorted(level, key=repr) for level in levels]  # repr: an unused ranking may hold junk


def _levels(ranking: list[Any]) -> list[list[Any]]:
    return [level if isinstance(level, list) else [level] for level in ranking]


def _limit(count: int, most: int, what: str) -> None:
    if count > most:
        raise LimitError(f"the file has {count:,} {what}; at most {most:,} are read")


def _others(entry: dict[str, Any], known: set[str]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in known}
