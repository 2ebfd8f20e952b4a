"""What the brief rests on: parties, options, preferences, statements, sources, as listed there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from detente.brief.addresses import Addresses, Line
from detente.brief.visibility import WITHHELD, is_kept_back
from detente.brief.voice import Support, Voice, confidence, standing, support
from detente.case import Case, Party, Scenario
from detente.conflict.base import BaseConflict
from detente.conflict.model import Option
from detente.conflict.preferences import Ordered, Preference, Ranking, Weighted, Wish, wishes
from detente.evidence import Ground, Source, Statement
from detente.text import counted, date_in_words, listed

LEVELS = 24
"""Levels of a ranking, and states in one of them, that are listed."""


@dataclass(frozen=True, slots=True)
class Note:
    """A reference to a statement: its number and address; number 0 where it is not shown."""

    number: int
    address: str
    says: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class GroundView:
    """What an entry rests on, ready to be set."""

    support: Support
    standing: str
    confidence: str
    judgement: bool
    internal: bool
    because: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An option, term, rule or wish: in words, as the case file writes it, and its ground.

    What only says what is talked about need not rest on anything, and has no ground.
    """

    words: str
    code: str
    ground: GroundView | None
    place: str = ""
    remark: str = ""
    line: Line | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a party wants."""

    party: str
    kind: str
    entries: tuple[Entry, ...]
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party."""

    label: str
    aliases: str
    predecessor: str
    note: str
    takes_part: bool


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement with its number, speaker, source and standing."""

    number: int
    anchor: str
    says: str
    who: str
    about: str
    date: str
    status: str
    source: str
    source_anchor: str
    chain: str
    slots: str
    contradicts: tuple[Note, ...]
    internal: bool
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source with its anchor; `url` only where it is a web address."""

    anchor: str
    outlet: str
    title: str
    author: str
    date: str
    relays: str
    url: str
    note: str
    internal: bool
    line: Line | None = None


class Evidence:
    """Numbers the statements and sources of a case, and turns references into links.

    Parameters
    ----------
    case : Case
    to : Addresses, optional
        Where links lead; to places on the same page by default.
    """

    def __init__(self, case: Case, to: Addresses | None = None) -> None:
        self.case = case
        self.to = to or Addresses()
        self.numbers = {key: n for n, key in enumerate(case.statements, start=1)}
        self.anchors = {key: f"source-{n}" for n, key in enumerate(case.sources, start=1)}

    def note(self, key: str) -> Note:
        """Return the reference to a statement."""
        if key not in self.numbers:
            return Note(0, "", "")
        number, statement = self.numbers[key], self.case.statements[key]
        status = "" if statement.status == "accepted" else statement.status
        return Note(number, self.to.statement(number), statement.says.strip(), status)

    def ground(self, ground: Ground) -> GroundView:
        """Return what an entry rests on."""
        return GroundView(
            support(ground),
            standing(ground),
            confidence(ground),
            ground.judgement,
            ground.visibility == "internal" and not is_kept_back(ground),
            ground.because,
            tuple(map(self.note, ground.cites)),
        )

    def statements(self) -> Iterator[StatementView]:
        """Yield the statements in the case's order."""
        for key, statement in self.case.statements.items():
            source = self.case.sources.get(statement.source)
            shown = "not shown here" if statement.source == WITHHELD else ""
            note = self.note(key)
            yield StatementView(
                number=note.number,
                anchor=f"statement-{note.number}",
                says=statement.says.strip(),
                who=self._who(statement),
                about=statement.about,
                date=_date(statement.date),
                status=note.status,
                source=_source_name(source) if source else shown,
                source_anchor=self.anchors.get(statement.source, ""),
                chain=listed(statement.chain),
                slots="; ".join(f"{name}: {value}" for name, value in statement.slots.items()),
                contradicts=tuple(map(self.note, statement.contradicts)),
                internal=statement.visibility == "internal",
                line=self.to.line("statement", key),
            )

    def _who(self, statement: Statement) -> str:
        parties = self.case.parties
        by = parties[statement.by].label if statement.by in parties else statement.by
        to = parties[statement.to].label if statement.to in parties else statement.to
        said = (
            f"{statement.speaker} ({by})" if statement.speaker and by else statement.speaker or by
        )
        said = f"{said} to {to}" if to else said
        return f"{said}, {statement.kind}" if said and statement.kind != "says" else said

    def sources(self) -> Iterator[SourceView]:
        """Yield the sources in the case's order."""
        for key, source in self.case.sources.items():
            yield SourceView(
                self.anchors[key],
                "outlet unknown" if source.outlet == "unknown" else source.outlet,
                source.title,
                source.author,
                _date(source.date) or "date unknown",
                listed(source.relays),
                web_address(source.url),
                source.note.strip(),
                source.visibility == "internal",
                self.to.line("source", key),
            )

    def source_link(self, key: str) -> tuple[str, str]:
        """Return a source's name and anchor; no anchor where it is not shown."""
        source = self.case.sources.get(key)
        if source is None:
            return "a source not shown here", ""
        return _source_name(source), self.anchors[key]


def _source_name(source: Source) -> str:
    name = source.title if source.outlet == "unknown" and source.title else source.outlet
    date = _date(source.date)
    return f"{name}, {date}" if date else name


def _date(date: str) -> str:
    return "" if date == "unknown" else date_in_words(date)


def web_address(url: str) -> str:
    """Return an address if it is one of the web, else nothing.

    Examples
    --------
    >>> web_address("https://example.org/a?b=c"), web_address("javascript:alert(1)")
    ('https://example.org/a?b=c', '')
    """
    if not re.fullmatch(r"https?://[^\s\x00-\x20\"'<>\\^`{|}]+", url, re.IGNORECASE):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.hostname and "@" not in parts.netloc else ""


# -- The model -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """Lists the parts of one conflict with their grounds."""

    conflict: BaseConflict
    evidence: Evidence

    @property
    def voice(self) -> Voice:
        """Speaks of the conflict."""
        return Voice(self.conflict)

    def options(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """Yield each party's options."""
        for party in self.conflict.parties:
            owned = [option for option in self.conflict.options if option.party == party.id]
            if owned:
                yield party.label, tuple(map(self._option, owned))

    def states(self) -> Iterator[Entry]:
        """Yield the states that are given by name, with the moves from each."""
        for number, state in enumerate(self.conflict.named, start=1):
            to: dict[str, list[str]] = {}
            for party, arcs in self.conflict.listed_moves.items():
                for source, target in arcs:
                    if source == state.id:
                        to.setdefault(party, []).append(target)
            numbers = {named.id: k for k, named in enumerate(self.conflict.named, start=1)}
            said = [
                f"{self.voice.party(party)} can move to {listed([str(numbers[t]) for t in targets])}"
                for party, targets in to.items()
            ]
            today = ["where things stand today"] if state.id in (self.conflict.today or ()) else []
            yield Entry(
                state.label,
                state.id,
                self.evidence.ground(state.ground),
                str(number),
                "; ".join([*today, *said]),
                self.evidence.to.line("state", state.id),
            )

    def changed(self, base: BaseConflict | None) -> Iterator[Entry]:
        """Yield the options, terms and rules that another conflict lacks or has otherwise."""
        before = Model(base, self.evidence) if base else None
        known = set(before.parts()) if before else set()
        yield from (entry for entry in self.parts() if entry not in known)

    def parts(self) -> Iterator[Entry]:
        """Yield all options, states, terms and rules, each saying what it is."""
        for party, listed_options in self.options():
            yield from (replace(entry, place=f"{party} can") for entry in listed_options)
        yield from (replace(entry, place=f"State {entry.place}") for entry in self.states())
        yield from (replace(entry, place="Term") for entry in self.terms())
        yield from (replace(entry, place="Cannot occur") for entry in self.rules())

    def _option(self, option: Option) -> Entry:
        direction = {
            "both": "",
            "forward": "once taken up, cannot be given up",
            "back": "once given up, cannot be taken up again",
        }[option.direction]
        today = option.name in (self.conflict.today or ())
        remark = "; ".join(filter(None, ["taken today" if today else "", direction]))
        return Entry(
            option.label,
            option.name,
            self.evidence.ground(option.ground),
            remark=remark,
            line=self.evidence.to.line("option", option.name),
        )

    def terms(self) -> Iterator[Entry]:
        """Yield the named conditions that may be shown; outcomes are remarked."""
        for term in self.conflict.terms.values():
            if not is_kept_back(term.ground):
                yield Entry(
                    f"{term.label}: {self.voice.condition(term.condition)}",
                    f"{term.id}: {term.condition}",
                    self.evidence.ground(term.ground),
                    remark="an outcome" if term.id in self.conflict.outcomes else "",
                    line=self.evidence.to.line("term", term.id),
                )

    def rules(self) -> Iterator[Entry]:
        """Yield what cannot occur."""
        for k, rule in enumerate(self.conflict.infeasible):
            yield Entry(
                self.voice.condition(rule.condition),
                str(rule.condition),
                self.evidence.ground(rule.ground),
                line=self.evidence.to.line("rule", k),
            )

    def preferences(self, parties: Iterable[str]) -> Iterator[Preferences]:
        """Yield what some parties want."""
        for key in parties:
            preference = self.conflict.preferences[key]
            yield Preferences(
                self.conflict.party(key).label,
                _kind(preference),
                tuple(self._wants(key, preference)),
                self.evidence.to.line("preferences", key),
            )

    def doubtful(self) -> Iterator[Entry]:
        """Yield the preference statements that are held with low confidence, and whose they are."""
        for key, preference in self.conflict.preferences.items():
            who = self.conflict.party(key).label
            for place, wish in enumerate(wishes(preference), start=1):
                if wish.ground.confidence == "low":
                    yield self._wish(wish, who, self.evidence.to.wish(key, place))

    def _wants(self, party: str, preference: Preference) -> Iterator[Entry]:
        if isinstance(preference, Ordered | Weighted):
            for place, wish in enumerate(preference.wishes, start=1):
                shown = f"{wish.weight:g}" if isinstance(preference, Weighted) else str(place)
                yield self._wish(wish, shown, self.evidence.to.wish(party, place))
        elif isinstance(preference, Ranking) and is_kept_back(preference.ground):
            yield Entry("a ranking kept internal", "", self.evidence.ground(preference.ground))
        elif isinstance(preference, Ranking):
            ground = self.evidence.ground(preference.ground)
            for place, level in enumerate(preference.levels[:LEVELS], start=1):
                shown = listed([f"{state}" for state in level[:LEVELS]])
                rest = f" and {len(level) - LEVELS:,} more" if len(level) > LEVELS else ""
                name = "state" if len(level) == 1 else "states"
                yield Entry(f"{name} {shown}{rest}", "", ground, str(place))
            if len(preference.levels) > LEVELS:
                left = len(preference.levels) - LEVELS
                yield Entry(f"and {counted(left, 'more level')}", "", ground)

    def _wish(self, wish: Wish, place: str, line: Line | None) -> Entry:
        ground = self.evidence.ground(wish.ground)
        return Entry(self.voice.wish(wish), str(wish.condition), ground, place, line=line)


def _kind(preference: Preference) -> str:
    if isinstance(preference, Ordered):
        if not preference.wishes:
            return "indifferent between all states"
        return "in order of importance: each outweighs all that follow"
    if isinstance(preference, Weighted):
        return "weighted: the weights of what holds add up"
    if isinstance(preference, Ranking):
        return "a ranking of states, best first"
    return "a number for every state, larger is better"


def balance(conflict: BaseConflict) -> str:
    """Return how many preference statements rest on what, as a sentence.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> balance(conflict({"a": ["x"]}, {"a": ["a.x", "not a.x"]}))
    'It rests on two preference statements: all rest on nothing.'
    """
    grounds = [
        wish.ground for preference in conflict.preferences.values() for wish in wishes(preference)
    ]
    if not grounds:
        return "It rests on rankings of states, which the case states without further grounds."
    return resting(grounds, "preference statement")


def resting(grounds: Sequence[Ground], what: str, plural: str = "") -> str:
    """Return what so many entries of a kind rest on, as a sentence."""
    found = Counter(support(ground) for ground in grounds)
    low = sum(ground.confidence == "low" for ground in grounds)
    parts = [
        f"{counted(found['sources'], 'is', 'are')} drawn from cited statements",
        f"{counted(found['judgement'], 'is a judgement', 'are judgements')} of the author",
        f"{counted(found['argument'], 'is', 'are')} argued without a source",
        f"{counted(found['internal'], 'is', 'are')} kept internal",
        f"{counted(found['nothing'], 'rests', 'rest')} on nothing",
    ]
    told = [part for part in parts if not part.startswith("no ")]
    if len(told) == 1 and len(grounds) > 1:
        told = [f"all {told[0].partition(' ')[2]}"]
    said = listed(told)
    doubt = f"; {counted(low, 'is', 'are')} of low confidence" if low else ""
    return f"It rests on {counted(len(grounds), what, plural)}: {said}{doubt}."


def replaced(scenario: Scenario, base: BaseConflict | None) -> tuple[str, ...]:
    """Return the parties whose preferences a scenario replaces."""
    if scenario.conflict is None:
        return ()
    before: Mapping[str, Preference] = base.preferences if base else {}
    return tuple(
        party
        for party, preference in scenario.conflict.preferences.items()
        if preference != before.get(party)
    )


def party_views(case: Case) -> Iterator[PartyView]:
    """Yield the parties, those without a part in the model too."""
    acting = set(case.conflict.party_ids) if case.conflict else set()
    acting |= set(case.bargaining.party_ids) if case.bargaining else set()
    acting |= set(case.spatial.actor_ids) if case.spatial else set()
    for party in case.parties.values():
        before = case.parties.get(party.predecessor)
        yield PartyView(
            party.label,
            _aliases(party),
            before.label if before else party.predecessor,
            party.note,
            party.id in acting,
        )


def _aliases(party: Party) -> str:
    said = []
    for alias in party.aliases:
        since = f"from {date_in_words(alias.since)}" if alias.since else ""
        until = f"until {date_in_words(alias.until)}" if alias.until else ""
        when = " ".join(filter(None, (since, until)))
        said.append(f"{alias.name} ({when})" if when else alias.name)
    return ", ".join(said)
