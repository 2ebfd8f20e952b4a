"""The command firmness: which judgement, if wrong, overturns a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import Asked, ask
from detente.cli.console import Format, counted, print_compact_json
from detente.cli.options import (
    CaseArgument,
    ConceptOption,
    FormatOption,
    OneScenarioOption,
    SanctionOption,
    Sanctions,
    separated,
)

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.conflict.firmness import Firmness
    from detente.conflict.firmness.result import FindingFirmness
    from detente.sourcing.lineage import Support

SHOWN_RANKS = 8
SHOWN_WAYS = 3


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(firmness)


def firmness(
    case: CaseArgument,
    finding: Annotated[
        list[str],
        typer.Option(
            "--finding",
            metavar="FINDING",
            help="What to test: state:STATE[:CONCEPT], stable:OUTCOME[:CONCEPT], "
            "entry:OUTCOME[:PARTY+PARTY] or leave[:PARTY+PARTY]; repeat for several. "
            "Default: what the answer rests on.",
        ),
    ] = [],  # noqa: B006  # typer wants the list itself
    radius: Annotated[
        int, typer.Option("--radius", min=1, metavar="N", help="Most errors made at once.")
    ] = 2,
    error: Annotated[
        list[str],
        typer.Option(
            "--error",
            metavar="KIND",
            help="What may be wrong: dropped, reversed, moved, possible, one-way; repeat or "
            "separate with commas. Default: all.",
        ),
    ] = [],  # noqa: B006
    concept: ConceptOption = [],  # noqa: B006
    scenario: OneScenarioOption = "",
    sanction: SanctionOption = Sanctions.weak,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", min=1, metavar="STATES", help="Most states judged for one number of errors."
        ),
    ] = 5_000_000,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Tell how firm findings are, and which judgements decide."""
    from detente.asking.further import firmness_to_dict
    from detente.conflict.firmness import firmness as test
    from detente.sourcing.backing import backing

    asked = ask(case, scenario)
    with asked.bar(shown=True) as progress:
        found = test(
            asked.conflict,
            finding or None,
            concepts=separated(concept),
            sanction=sanction.value,
            radius=radius,
            errors=separated(error),
            limit=limit,
            progress=progress,
        )
    supports = backing(asked.case, found)
    if format is Format.json:
        print_compact_json(firmness_to_dict(asked.case, asked.scenario, found, supports))
    else:
        _show(asked, found, supports)


def _show(asked: Asked, found: Firmness, supports: Sequence[Support]) -> None:
    page = asked.page(found.answer())
    _show_ranked(page, found, supports)
    _show_findings(page, found)
    page.heading("How to read this")
    page.line(
        "An error is one judgement that is wrong: a party does not want what a statement says, or "
        "wants the opposite; a statement belongs elsewhere in its list; what is held impossible "
        "can happen; an option turns out to be one-way, or not to be.",
        indent=2,
    )
    page.line(
        f"Judgements are ranked by the findings that they overturn times how weakly they are held. "
        f"Every error was tried, {found.tried} at once at most, in {found.judged:,} different "
        "conflicts. How likely an error is, nobody knows.",
        indent=2,
    )
    page.notes(found.notes)


def _show_ranked(page: Page, found: Firmness, supports: Sequence[Support]) -> None:
    """Print the judgements that decide most, how each is held and what rests on it."""
    from detente.conflict.firmness.words import deciding_in_words, errors_in_words
    from detente.sourcing.backing import backing_in_words

    if not found.ranked:
        return
    page.heading("The judgements that decide most")
    for place, (entry, support) in enumerate(
        zip(found.ranked[:SHOWN_RANKS], supports, strict=False), start=1
    ):
        page.line(f"{place}. {deciding_in_words(found.conflict, entry)}", indent=2, hang=3)
        thin = support.count <= 1
        page.line(
            f"{'! ' if thin else ''}{backing_in_words(support)}",
            indent=5,
            hang=2,
            style="yellow" if thin else "",
        )
        wrong = errors_in_words(found.conflict, [e for es in entry.overturns.values() for e in es])
        many = f"{len(entry.overturns)} of {counted(len(found.findings), 'finding')}"
        page.line(f"overturns {many} if it {wrong}", indent=5, hang=2)
    page.rest(len(found.ranked) - SHOWN_RANKS, "judgement")


def _show_findings(page: Page, found: Firmness) -> None:
    """Print how many errors each finding survives, and what overturns it."""
    from detente.conflict.firmness.words import alike, radius_in_words, together_in_words
    from detente.text import capital

    page.heading("The findings, and what overturns them")
    for findings in alike(found.findings):
        first = findings[0]
        said = together_in_words(found.conflict, findings)
        page.line(capital(said), indent=2, hang=2, style="bold")
        page.line(radius_in_words(first), indent=4, hang=2)
        ways = _ways(found, first)
        for way in ways[:SHOWN_WAYS]:
            page.line(f"• {way}", indent=6, hang=2)
        page.rest(len(ways) - SHOWN_WAYS, indent=6)


def _ways(found: Firmness, finding: FindingFirmness) -> list[str]:
    """Return what overturns a finding: single errors by judgement, more of them one by one."""
    from detente.conflict.firmness.result import edits_in_words
    from detente.conflict.firmness.words import entry_in_words, errors_in_words

    if finding.survives:
        return ["; ".join(edits_in_words(found.conflict, way)) for way in finding.overturned_by]
    return [
        f"{entry_in_words(found.conflict, entry)} {errors_in_words(found.conflict, edits)}"
        for entry in found.ranked
        if (edits := entry.overturns.get(finding.claim.id))
    ]
