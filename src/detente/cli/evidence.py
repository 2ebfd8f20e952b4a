"""Commands about the evidence: timeline, stances, contradictions, lineage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.console import counted, print_json, stdout
from detente.cli.options import CaseArgument, TableFormat

if TYPE_CHECKING:
    from detente.case import Case
    from detente.cli.page import Page
    from detente.sourcing.lineage import Kinship, Lineage, Support
    from detente.sourcing.readings import Matters, Weighed
    from detente.sourcing.said import Said
    from detente.sourcing.stances import Stance
    from detente.sourcing.timeline import Timeline

FormatOption = Annotated[TableFormat, typer.Option("--format", help="How to answer.")]

app = typer.Typer(
    help="Show what a case rests on: who said what when, contradictions, independent chains.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(parent: typer.Typer) -> None:
    """Add the commands of this module, as ``detente evidence …``."""
    parent.add_typer(app, name="evidence")


@app.command()
def timeline(case: CaseArgument, format: FormatOption = TableFormat.text) -> None:  # noqa: A002
    """List what was said when, as finely as the case knows it."""
    from detente import loading
    from detente.cli.page import Page
    from detente.cli.rows import write_rows
    from detente.sourcing.timeline import timeline as order

    loaded = loading.load(case)
    found = order(loaded)
    if format is TableFormat.json:
        print_json(found.to_dict())
    elif format is TableFormat.csv:
        write_rows(STATEMENT, found.rows())
    else:
        _show_timeline(Page(stdout()), loaded, found)


@app.command()
def stances(case: CaseArgument, format: FormatOption = TableFormat.text) -> None:  # noqa: A002
    """Show what each party has said on each matter, and how that moved."""
    from detente import loading
    from detente.asking.evidence import stances_to_dict
    from detente.cli.page import Page
    from detente.cli.rows import write_rows
    from detente.sourcing.stances import stances as gather

    loaded = loading.load(case)
    found = gather(loaded)
    if format is TableFormat.json:
        print_json(stances_to_dict(loaded, found))
    elif format is TableFormat.csv:
        columns = ("party", "matter", *STATEMENT, "moved_since")
        write_rows(columns, (row for stance in found for row in stance.rows()))
    else:
        _show_stances(Page(stdout()), found)


@app.command()
def contradictions(case: CaseArgument, format: FormatOption = TableFormat.text) -> None:  # noqa: A002
    """List statements that cannot both be true, and whether the findings hang on it."""
    from detente import loading
    from detente.asking.evidence import weighed_to_dict
    from detente.cli.page import Page
    from detente.cli.rows import write_rows
    from detente.sourcing.contradictions import contradictions as search
    from detente.sourcing.readings import weigh

    loaded = loading.load(case)
    found = search(loaded)
    weighed = weigh(loaded, found.found)
    if format is TableFormat.json:
        print_json(weighed_to_dict(loaded, weighed, complete=found.complete))
    elif format is TableFormat.csv:
        write_rows(CONTRADICTION, (one.row() for one in weighed))
    else:
        _show_contradictions(Page(stdout()), loaded, weighed, complete=found.complete)


@app.command()
def lineage(
    case: CaseArgument,
    text: Annotated[
        list[str],
        typer.Option(
            "--text",
            metavar="SOURCE=FILE",
            help="The text of a source, to look for wording that reports share; repeat for each. "
            "Texts in the ledger beside the case are looked at anyway.",
        ),
    ] = [],  # noqa: B006  # typer wants the list itself
    format: FormatOption = TableFormat.text,  # noqa: A002
) -> None:
    """Show which reports relay one agency, and how many independent chains there are."""
    from detente import loading
    from detente.asking.evidence import kept_texts, trace
    from detente.cli.page import Page
    from detente.cli.rows import write_rows

    loaded = loading.load(case)
    found = trace(loaded, {**kept_texts(loaded), **_given_texts(loaded, text)})
    if format is TableFormat.json:
        print_json(found.to_dict())
    elif format is TableFormat.csv:
        write_rows(SUPPORT, found.rows())
    else:
        _show_lineage(Page(stdout()), found)


STATEMENT = (
    *("statement", "date", "grain", "by", "speaker", "to", "kind", "about", "says", "slots"),
    *("source", "reported", "through", "status", "visibility"),
)
CONTRADICTION = (
    *("left", "right", "matter", "kinds", "differences", "left_says", "right_says"),
    *("left_source", "right_source", "left_through", "right_through", "left_date", "right_date"),
    *("matters", "compared"),
)
SUPPORT = (
    *("place", "what", "party", "scenario", "label", "independent_chains", "chains", "cites"),
    *("disputed", "withdrawn"),
)


# -- Reports at hand -----------------------------------------------------------------------


def _given_texts(case: Case, given: Sequence[str]) -> dict[str, str]:
    """Return the texts that were given, by source."""
    from detente.errors import DetenteError, unknown_name

    found: dict[str, str] = {}
    for pair in given:
        source, _, file = pair.partition("=")
        if not file:
            raise typer.BadParameter(f"'{pair}' is not SOURCE=FILE", param_hint="--text")
        if source not in case.sources:
            raise unknown_name("source", source, case.sources)
        try:
            found[source] = Path(file).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise DetenteError(
                f"{file} is not UTF-8 text", hint="save it as UTF-8", code="unreadable-file"
            ) from error
    return found


# -- Statements ----------------------------------------------------------------------------


def _show_timeline(page: Page, case: Case, found: Timeline) -> None:
    as_of = f", as of {found.as_of}" if found.as_of else ""
    page.line(f"{case.title}: what was said when{as_of}", style="bold")
    if not (found.dated or found.undated):
        page.line("The case has no statements.")
    for when, entries in groupby(found.dated, key=_when):
        page.heading(when)
        for entry in entries:
            _show_said(page, entry, indent=2)
    for reported, entries in groupby(found.undated, key=lambda entry: entry.reported):
        page.heading(f"Not dated; reported {_known(reported, 'at an unknown date')}")
        for entry in entries:
            _show_said(page, entry, indent=2)
    if found.later:
        page.heading("What happened later: a record, no input")
    for event in found.later:
        page.line(f"{event.date}  {event.says.strip()}", indent=2, hang=2)


def _when(entry: Said) -> str:
    return _known(entry.statement.date, "date unknown")


def _known(date: str, otherwise: str) -> str:
    from detente.sourcing.said import grain

    how = grain(date)
    return otherwise if how == "unknown" else date if how == "day" else f"{date} (the {how})"


def _show_said(page: Page, entry: Said, *, indent: int) -> None:
    """Print a statement: what it says, then by whom, through whom and where."""
    statement = entry.statement
    status = "" if statement.status == "accepted" else f" ({statement.status})"
    page.line(f"{statement.id}{status}: {statement.says.strip()}", indent=indent, hang=2)
    page.line(_origin(entry), indent=indent + 2, hang=2, style="dim")


def _origin(entry: Said) -> str:
    statement = entry.statement
    kind = "" if statement.kind == "says" else statement.kind
    through = " > ".join(entry.through)
    parts = [
        entry.who or "nobody named",
        kind,
        f"on {statement.about}" if statement.about else "",
        f"through {through}" if through else "no source",
    ]
    return "; ".join(filter(None, parts))


def _show_stances(page: Page, found: Sequence[Stance]) -> None:
    if not found:
        page.line("The case has no statements.")
    for label, listed in groupby(found, key=lambda stance: stance.label):
        page.line()
        page.line(label or "Nobody named", style="bold")
        for stance in listed:
            page.line(f"on {stance.matter}" if stance.matter else "on no stated matter", indent=2)
            moves = {move.later: move for move in stance.moves}
            for entry in stance.statements:
                page.line(f"{_when(entry)}", indent=4)
                _show_said(page, entry, indent=6)
                if move := moves.get(entry.id):
                    changed = [f"{d.kind} {d.left} → {d.right}" for d in move.differences]
                    changed += [" → ".join(move.kinds)] if move.kinds else []
                    moved = f"moved since {move.earlier}: {'; '.join(changed)}"
                    page.line(moved, indent=8, hang=2, style="yellow")


# -- Contradictions ------------------------------------------------------------------------

_IN_SHORT: dict[Matters, str] = {
    "yes": "that the findings hang on",
    "perhaps": "that they may hang on",
    "untested": "not tested",
    "no": "that make no difference",
    "unused": "that no judgement rests on",
}


def _show_contradictions(
    page: Page, case: Case, found: Sequence[Weighed], *, complete: bool
) -> None:
    """Print the contradictions, those that matter first, and each comparison once."""
    page.line(f"{case.title}: what cannot be true together", style="bold")
    verdicts = Counter(one.matters for one in found)
    counts = [f"{verdicts[v]} {_IN_SHORT[v]}" for v in _IN_SHORT if verdicts[v]]
    page.line(f"{counted(len(found), 'contradiction')}{': ' if counts else ''}{', '.join(counts)}")
    told: set[object] = set()
    for one in sorted(found, key=lambda one: list(_IN_SHORT).index(one.matters)):
        page.line()
        page.line(_difference(one), style="bold")
        for entry in (one.contradiction.left, one.contradiction.right):
            _show_said(page, entry, indent=2)
            page.line(f"said: {_when(entry)}", indent=4, style="dim")
        _show_conclusion(page, case, one, told)
    if not complete:
        page.line()
        page.line("There are more; only the first are listed.")


def _difference(one: Weighed) -> str:
    contradiction = one.contradiction
    told = [f"{d.kind} {d.left} / {d.right}" for d in contradiction.differences]
    told += ["declared"] if contradiction.declared else []
    where = "within one report" if contradiction.within_one_source else "between two reports"
    matter = f"{contradiction.matter}: " if contradiction.matter else ""
    return f"{matter}{', '.join(told)}; {where}"


def _show_conclusion(page: Page, case: Case, one: Weighed, told: set[object]) -> None:
    from detente.sourcing.words import changes_in_words, weighed_in_words

    style = {"yes": "red", "perhaps": "yellow"}.get(one.matters, "")
    conclusion, *rest = weighed_in_words(case, one)
    page.line(conclusion, indent=2, style=style)
    for said in rest:
        page.line(said, indent=4, hang=2)
    for trial in one.trials:
        lines = changes_in_words(case, trial.changes)
        compared = trial.before, trial.after, trial.without
        if lines and compared in told:
            lines = ("as told of the same comparison above",)
        told.add(compared)
        for line in lines:
            page.line(f"– {line}", indent=6, hang=2)


# -- Lineage -------------------------------------------------------------------------------


def _show_lineage(page: Page, found: Lineage) -> None:
    page.line("Agencies and outlets", style="bold")
    for relay in found.relays:
        statements = counted(len(relay.statements), "statement")
        sources = f", in {', '.join(relay.sources)}" if relay.sources else ""
        page.line(f"{relay.name}: {statements}{sources}", indent=2, hang=4)
    page.heading("What reports share")
    for kinship in found.kinships:
        page.line(_kinship(kinship), indent=2, hang=4)
    if not found.kinships:
        page.line("Nothing that is known.", indent=2)
    page.line(_compared(found), indent=2, hang=2, style="dim")
    page.heading("Independent chains behind each judgement")
    for support in found.supports:
        _show_support(page, support)


def _kinship(kinship: Kinship) -> str:
    names = f"{kinship.left} and {kinship.right}"
    agencies = ", ".join(kinship.agencies)
    also = f"; both name {agencies}" if agencies else ""
    if kinship.wording:
        longest = max(kinship.wording, key=len)
        said = "so one voice" if kinship.copied else "too little to speak of copying"
        return f"{names}: wording outside quotes, {said}: “{longest}”{also}"
    if kinship.quotes:
        return f"{names}: only a quote: “{max(kinship.quotes, key=len)}”{also}"
    return f"{names}: only an agency or outlet, {agencies}"


def _compared(found: Lineage) -> str:
    if len(found.compared) < 2:
        return "Wording was not compared: no texts at hand (--text gives them)."
    return f"Wording was compared among {', '.join(found.compared)}."


def _show_support(page: Page, support: Support) -> None:
    ground = support.judgement.ground
    least = "" if support.exact else "at least "
    count = f"{least}{counted(support.count, 'chain')}" if support.cited else "no statement"
    style = "" if support.count > 1 else "yellow"
    page.line(f"{count}: {support.judgement.label}", indent=2, hang=4, style=style)
    chains = "; ".join(" > ".join(chain) for chain in support.chains)
    page.line(f"{support.judgement.place}{f' – {chains}' if chains else ''}", indent=6, hang=2)
    for said in _remarks(support):
        page.line(said, indent=6, hang=2)
    if not support.cited and ground.rests_on_nothing:
        page.line("rests on nothing", indent=6)


def _remarks(support: Support) -> Iterator[str]:
    for word in ("disputed", "withdrawn", "unsourced"):
        listed: Any = getattr(support, word)
        if listed:
            yield f"{word}: {', '.join(listed)}"
