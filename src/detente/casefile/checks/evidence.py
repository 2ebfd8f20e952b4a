"""Evidence: dates that make sense, and judgements that rest on something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detente.casefile import schema, spellings
from detente.casefile.bargaining.building import says_nothing
from detente.casefile.bargaining.sections import Section, each, judgements
from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.nodes import Path
from detente.casefile.spatial import sections as positions
from detente.casefile.spatial.building import says_nothing as unsaid
from detente.casefile.spatial.schema import Actor
from detente.casefile.spatial.sections import SpatialSection
from detente.casefile.variants import Located, Variant, beliefs, wishes
from detente.evidence import Source, Statement, independent, is_date, links, surely_before

NAMED = 8
"""Entries that a message names at most."""

# -- Dates ---------------------------------------------------------------------------------


def dates(facts: Facts) -> Iterator[Finding]:
    """Check that dates are ISO days, months or years that exist."""
    case = facts.case
    entries: list[tuple[str, Path, bool]] = [(case.as_of, ("as_of",), False)]
    for section in ("sources", "statements"):
        for key, entry in getattr(case, section).items():
            entries.append((entry.date, (section, key, "date"), True))
    for key, party in case.parties.items():
        for k, alias in enumerate(party.aliases):
            at: Path = ("parties", key, "aliases", k)
            entries += [(alias.since, (*at, "from"), False), (alias.until, (*at, "until"), False)]
    for k, event in enumerate(case.outcome.events if case.outcome else ()):
        entries.append((event.date, ("outcome", "events", k, "date"), False))
    for text, path, may_be_unknown in entries:
        if text and not is_date(text) and not (may_be_unknown and text == "unknown"):
            hint = "write 2019-01-09, 2019-01 or 2019" + (", or unknown" if may_be_unknown else "")
            yield Finding("bad-date", f"'{text}' is no date", path, hint)


def date_order(facts: Facts) -> Iterator[Finding]:
    """Check that nothing ends before it starts or is reported before it is said."""
    case = facts.case
    for key, party in case.parties.items():
        for k, alias in enumerate(party.aliases):
            if surely_before(alias.until, alias.since):
                yield Finding(
                    "ends-before-start",
                    f"'{alias.name}' ends {alias.until}, before it starts {alias.since}",
                    ("parties", key, "aliases", k, "until"),
                )
    for key, statement in case.statements.items():
        source = case.sources.get(statement.source)
        if source and surely_before(source.date, statement.date):
            yield Finding(
                "reported-before-said",
                f"said {statement.date}, but its source '{statement.source}' is of {source.date}",
                ("statements", key, "date"),
                severity="warning",
            )
    for k, event in enumerate(case.outcome.events if case.outcome else ()):
        if surely_before(event.date, case.as_of):
            yield Finding(
                "outcome-before-case",
                f"the event of {event.date} is earlier than the case's date, {case.as_of}",
                ("outcome", "events", k, "date"),
                hint="what was known by then belongs under 'statements:'",
                severity="warning",
            )


# -- Grounds -------------------------------------------------------------------------------


def no_source(facts: Facts) -> Iterator[Finding]:
    """Check that a statement has a source."""
    for key, statement in facts.case.statements.items():
        if not statement.source:
            yield Finding(
                "no-source",
                f"statement '{key}' has no source",
                ("statements", key),
                hint="add 'source:' with an id from 'sources:'",
                severity="warning",
                key=True,
            )


def rests_on_nothing(facts: Facts) -> Iterator[Finding]:
    """Check that evidence, an argument or an admission stands behind each preference."""
    for variant in facts.variants:
        own = {p: wanted for p, wanted in variant.preferences.items() if variant.owns(wanted)}
        for party, preference in own.items():
            entries = _judgements(preference)
            bare = [located for located in entries if _is_bare(located.entry)]
            if bare and len(bare) == len(entries):
                yield Finding(
                    "rests-on-nothing",
                    f"what '{party}' wants rests on nothing",
                    preference.path,
                    hint="add 'cites:' or 'because:' to its entries, "
                    "or own up with 'judgement: true'",
                    severity="warning",
                    key=True,
                )
                continue
            for located in bare:
                yield Finding(
                    "rests-on-nothing",
                    f"this preference of '{party}' rests on nothing",
                    located.path,
                    hint="add 'cites:' or 'because:', or own up with 'judgement: true'",
                    severity="warning",
                )


def groundless_views(facts: Facts) -> Iterator[Finding]:
    """Check that something stands behind saying that a party misreads the dispute."""
    for variant in facts.variants:
        for party, view in variant.views.items():
            if not variant.owns(view) or not _is_bare(view.entry):
                continue
            if any(_is_bare(belief.entry) for belief in beliefs(view)):
                yield Finding(
                    "rests-on-nothing",
                    f"that '{party}' misreads the dispute so rests on nothing",
                    view.path,
                    hint="add 'cites:' or 'because:' to the view or to its entries, "
                    "or own up with 'judgement: true'",
                    severity="warning",
                    key=True,
                )


def _judgements(preference: Located[schema.Preference]) -> list[Located[spellings.Grounded]]:
    if isinstance(preference.entry, schema.Ranking):
        return [Located(preference.path, preference.entry)]
    return [Located(wish.path, wish.entry) for wish in wishes(preference)]


def _is_bare(entry: spellings.Grounded) -> bool:
    return not (entry.cites or entry.because.strip() or entry.judgement)


def rests_on_disputed(facts: Facts) -> Iterator[Finding]:
    """Check that statements that are cited still stand."""
    for located in facts.grounded():
        for k, cited in enumerate(located.entry.cites):
            statement = facts.case.statements.get(cited)
            if statement and statement.status != "accepted":
                yield Finding(
                    f"rests-on-{statement.status}",
                    f"rests on '{cited}', which is {statement.status}",
                    (*located.path, "cites", k),
                    hint="cite another statement, or see whether the entry still holds",
                    severity="warning",
                )


def one_voice(facts: Facts) -> Iterator[Finding]:
    """Note several citations that are one voice."""
    for located in facts.grounded():
        chains = _chains(facts, located.entry)
        if len(chains) > 1 and independent(chains).count == 1:
            common = [name for name in chains[0] if all(name in chain for chain in chains)]
            through = common[0] if common else "agencies or outlets that they share"
            yield Finding(
                "one-voice",
                f"all {len(chains)} statements cited here come through {through}",
                (*located.path, "cites"),
                hint="they count as one; is there a second, independent report?",
                severity="note",
            )


def _chains(facts: Facts, entry: spellings.Grounded) -> list[tuple[str, ...]]:
    """Return through whom the statements came that are cited and stand, each once."""
    case = facts.case
    found = []
    for cited in dict.fromkeys(entry.cites):
        statement = case.statements.get(cited)
        if statement and statement.status != "withdrawn":
            source = case.sources.get(statement.source)
            found.append(
                links(
                    Statement(cited, statement.says, chain=tuple(statement.chain)),
                    Source(statement.source, source.outlet, tuple(source.relays))
                    if source
                    else None,
                )
            )
    return found


def one_chain(facts: Facts) -> Iterator[Finding]:
    """Note what rests on one statement only, and so on one chain; a line for each scenario."""
    for path, lists in _by_variant(facts):
        alone = [listed.where(lambda entry: len(_chains(facts, entry)) == 1) for listed in lists]
        if any(alone):
            yield Finding(
                "one-chain",
                f"resting on one statement, and so on one chain: {'; '.join(filter(None, alone))}",
                path,
                hint="'detente evidence lineage' shows the chains; is there another report?",
                severity="note",
                key=True,
            )


def bare_model(facts: Facts) -> Iterator[Finding]:
    """Note options, rules and scenarios that rest on nothing, in a case that has evidence.

    Terms only give a name to something; preferences are warned of one by one.
    """
    if not facts.case.statements:
        return
    for path, lists in _by_variant(facts):
        bare = [listed.where(_is_bare) for listed in lists if listed.claims]
        if any(bare):
            yield Finding(
                "rests-on-nothing",
                f"resting on nothing: {'; '.join(filter(None, bare))}",
                path,
                hint="add 'cites:' or 'because:' to them, or own up with 'judgement: true'",
                severity="note",
                key=True,
            )


@dataclass(frozen=True)
class _Listed:
    """A list of entries: what they are called, and each with its name.

    `claims` tells whether the entries claim something that no other check asks the ground of.
    """

    noun: str
    entries: Sequence[tuple[str, spellings.Grounded]]
    claims: bool = False

    def where(self, holds: Callable[[spellings.Grounded], bool]) -> str:
        """Return how many entries something holds for, and which; empty where for none."""
        names = [name for name, entry in self.entries if holds(entry)]
        if not names:
            return ""
        shown = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
        return f"{len(names)} of {len(self.entries)} {self.noun} ({shown})"


def _by_variant(facts: Facts) -> Iterator[tuple[Path, list[_Listed]]]:
    """Yield the lists of entries that can rest on something, as each scenario has its own."""
    for variant in facts.variants:
        lists = list(_lists(variant))
        if variant.scenario:
            entry = facts.case.scenarios[variant.scenario]
            lists.insert(0, _Listed("scenario", [(variant.scenario, entry)], claims=True))
        yield variant.path, lists
    for section in facts.sections:
        lists = list(_lists_of_bargaining(section))
        if section.scenario and not facts.variants:
            entry = facts.case.scenarios[section.scenario]
            lists.insert(0, _Listed("scenario", [(section.scenario, entry)], claims=True))
        yield section.path, lists
    for stands in facts.spatial:
        lists = list(_lists_of_positions(stands))
        if stands.scenario and not facts.variants and not facts.sections:
            entry = facts.case.scenarios[stands.scenario]
            lists.insert(0, _Listed("scenario", [(stands.scenario, entry)], claims=True))
        yield stands.path, lists


def _lists(variant: Variant) -> Iterator[_Listed]:
    options = [
        (f"{party}.{key}", option.entry)
        for party, listed in variant.options.items()
        for key, option in listed.items()
        if variant.owns(option)
    ]
    yield _Listed("options", options, claims=True)
    terms = [(key, term.entry) for key, term in variant.terms.items() if variant.owns(term)]
    yield _Listed("terms", terms)
    rules = [(str(k), r.entry) for k, r in enumerate(variant.infeasible, 1) if variant.owns(r)]
    yield _Listed("infeasible combinations", rules, claims=True)
    for party, wanted in variant.preferences.items():
        if variant.owns(wanted):
            wishes_of = [(str(k), w.entry) for k, w in enumerate(_judgements(wanted), 1)]
            yield _Listed(f"preferences of '{party}'", wishes_of)
    for party, view in filter(lambda item: variant.owns(item[1]), variant.views.items()):
        listed: list[Located[Any]] = [view, *beliefs(view)]
        yield _Listed(
            f"beliefs of '{party}'", [(str(k), each.entry) for k, each in enumerate(listed, 1)]
        )


def _lists_of_bargaining(section: Section) -> Iterator[_Listed]:
    own = section.own
    yield _Listed("issues", [(key, issue.entry) for key, issue in own(section.issues).items()])
    yield _Listed("terms", [(key, term.entry) for key, term in own(section.terms).items()])
    for noun, listed in (
        ("infeasible packages", section.infeasible),
        ("consents", section.consents),
        ("states that mean packages", section.states),
    ):
        if section.owns(listed):
            named = [(str(k), entry.entry) for k, entry in enumerate(each(listed), 1)]
            yield _Listed(noun, named, claims=True)
    contributions = own(section.contributions).items()
    yield _Listed("contributions", [(key, c.entry) for key, c in contributions], claims=True)
    for party, profile in own(section.preferences).items():
        named = [(name, entry.entry) for name, entry in judgements(profile)]
        yield _Listed(f"entries on '{party}'", named)


def _lists_of_positions(section: SpatialSection) -> Iterator[_Listed]:
    references = section.own(section.references).items()
    yield _Listed("reference points", [(key, each.entry) for key, each in references], claims=True)
    outcomes = section.own(section.outcomes).items()
    yield _Listed("outcomes", [(key, each.entry) for key, each in outcomes], claims=True)
    for party, actor in section.own(section.actors).items():
        yield _Listed(f"entries on '{party}'", _said_of(actor))


def _said_of(actor: Located[Actor]) -> list[tuple[str, spellings.Grounded]]:
    return [(name, entry.entry) for name, entry in positions.judgements(actor)]


def groundless_actors(facts: Facts) -> Iterator[Finding]:
    """Check that something stands behind where each actor is said to stand."""
    for section in facts.spatial:
        for party, actor in section.own(section.actors).items():
            said = [(name, entry) for name, entry in _said_of(actor) if not unsaid(entry)]
            yield from _bare_entries(f"what is said of '{party}'", said, actor)


def groundless_profiles(facts: Facts) -> Iterator[Finding]:
    """Check that something stands behind what packages are said to be worth to each party."""
    for section in facts.sections:
        for party, profile in section.own(section.preferences).items():
            listed = [(name, entry.entry) for name, entry in judgements(profile)]
            said = [(name, entry) for name, entry in listed if not says_nothing(entry)]
            yield from _bare_entries(f"what packages are worth to '{party}'", said, profile)


def _bare_entries(
    what: str, said: Sequence[tuple[str, spellings.Grounded]], whole: Located[Any]
) -> Iterator[Finding]:
    """Yield the finding that entries rest on nothing, unless what they are part of does."""
    bare = _Listed("entries", said).where(_is_bare)
    if bare and _is_bare(whole.entry):
        yield Finding(
            "rests-on-nothing",
            f"{what} rests on nothing in {bare}",
            whole.path,
            hint="add 'cites:' or 'because:' to these or to the whole of it, "
            "or own up with 'judgement: true'",
            severity="warning",
            key=True,
        )


def unused(facts: Facts) -> Iterator[Finding]:
    """Note statements and sources that nothing refers to."""
    case = facts.case
    if not facts.variants and not facts.sections and not facts.spatial:
        return  # evidence being collected, nothing to use it yet
    cited = {name for located in facts.grounded() for name in located.entry.cites}
    cited.update(name for statement in case.statements.values() for name in statement.contradicts)
    # a misspelt id leaves what it means looking unused
    checked = case.statements if cited <= set(case.statements) else {}
    for key, statement in checked.items():
        if key not in cited and not statement.contradicts:
            message = f"nothing cites statement '{key}'"
            path: Path = ("statements", key)
            yield Finding("unused-statement", message, path, severity="note", key=True)
    named = {statement.source for statement in case.statements.values()}
    for event in case.outcome.events if case.outcome else ():
        named.update(event.sources)
    for key in case.sources if named <= {"", *case.sources} else ():
        if key not in named:
            message = f"nothing comes from source '{key}'"
            yield Finding("unused-source", message, ("sources", key), severity="note", key=True)


CHECKS = (
    dates,
    date_order,
    no_source,
    rests_on_nothing,
    groundless_views,
    groundless_profiles,
    groundless_actors,
    bare_model,
    rests_on_disputed,
    one_voice,
    one_chain,
    unused,
)
