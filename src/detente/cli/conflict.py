"""Commands about the graph model: analyse, explain, paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import Asked, ask
from detente.cli.console import Format, print_compact_json, stdout
from detente.cli.options import (
    CaseArgument,
    ConceptOption,
    FormatOption,
    OneScenarioOption,
    ReturnsOption,
    SanctionOption,
    Sanctions,
    ScenarioOption,
    TableFormat,
    separated,
)

if TYPE_CHECKING:
    from detente.case import Case
    from detente.conflict.analysis import Analysis


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (analyse, explain, paths):
        app.command()(command)


def analyse(
    case: CaseArgument,
    more: Annotated[list[str], typer.Argument(hidden=True, metavar="NAME")] = [],  # noqa: B006  # typer wants the list itself
    scenario: ScenarioOption = [],  # noqa: B006
    concept: ConceptOption = [],  # noqa: B006
    sanction: SanctionOption = Sanctions.weak,
    returns: ReturnsOption = True,
    ask_further: Annotated[
        bool, typer.Option("--further", help="Answer what one asks next, too.")
    ] = False,
    format: Annotated[  # noqa: A002
        TableFormat, typer.Option("--format", help="How to answer.")
    ] = TableFormat.text,
) -> None:
    """Tell which outcomes are stable, and what scenarios change."""
    from detente import loading
    from detente.asking.conflict import analysis_to_dict, chosen_scenarios, questions_to_dicts
    from detente.cli import further, tables
    from detente.cli.page import Page
    from detente.conflict.comparison import compare

    loaded = loading.load(case)
    scenario, concept = named_after(more, scenario, concept)
    names = chosen_scenarios(loaded, separated(scenario))
    if ask_further and (len(names) > 1 or format is TableFormat.csv):
        raise typer.BadParameter("--further asks about one scenario, as text or JSON")
    runs = {
        name: Asked(loaded, name).analyse(separated(concept), sanction.value, returns=returns)
        for name in names
    }
    if format is TableFormat.csv:
        tables.write_csv(runs)
    elif format is TableFormat.json:
        if len(runs) > 1:
            print_compact_json(compare(runs).to_dict(case=loaded.id))
        else:
            result = analysis_to_dict(loaded, names[0], runs[names[0]])
            if ask_further:
                result["further"] = questions_to_dicts(further.questions(runs[names[0]]))
            print_compact_json(result)
    elif len(runs) == 1:
        page = Page(stdout())
        run = runs[names[0]]
        tables.show_analysis(page, loaded, names[0], run, answer(loaded, runs))
        if ask_further:
            further.show_answers(page, further.questions(run))
        else:
            further.show_pointers(page, loaded, run.conflict)
    else:
        tables.show_comparison(stdout(), loaded, compare(runs), answer(loaded, runs))


def explain(
    case: CaseArgument,
    state: Annotated[
        str,
        typer.Argument(
            metavar="STATE",
            help="A number, a condition that picks one state, or status_quo.",
        ),
    ],
    party: Annotated[
        list[str], typer.Option("--party", metavar="ID", help="A party; repeat for several.")
    ] = [],  # noqa: B006
    concept: ConceptOption = [],  # noqa: B006
    scenario: OneScenarioOption = "",
    sanction: SanctionOption = Sanctions.weak,
    returns: ReturnsOption = True,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Show why a state is stable, or who would leave it."""
    from detente.asking.conflict import explanation_to_dict
    from detente.cli import tables
    from detente.conflict.explain import explain as find_witnesses

    asked = ask(case, scenario)
    analysis = asked.analyse(separated(concept), sanction.value, returns=returns)
    number = analysis.conflict.find(state)
    witnesses = find_witnesses(analysis, number, parties=separated(party))
    if format is Format.json:
        print_compact_json(
            explanation_to_dict(asked.case, asked.scenario, analysis, number, witnesses)
        )
    else:
        tables.show_explanation(stdout(), analysis, number, witnesses)


def paths(
    case: CaseArgument,
    to: Annotated[
        str, typer.Option("--to", metavar="STATE", help="Where to; every equilibrium by default.")
    ] = "",
    start: Annotated[
        str, typer.Option("--from", metavar="STATE", help="Where from; the status quo by default.")
    ] = "",
    concept: ConceptOption = [],  # noqa: B006
    scenario: OneScenarioOption = "",
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="Most equilibria and most sequences listed.")
    ] = 12,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Show how equilibria are reached, by moves and by agreement."""
    from detente.asking.conflict import paths_to_dict
    from detente.cli import tables
    from detente.conflict.itinerary import plan

    asked = ask(case, scenario)
    analysis = asked.analyse(separated(concept), "weak")
    conflict = analysis.conflict
    targets = [conflict.find(to)] if to else None
    source = conflict.find(start) if start else conflict.status_quo_state
    found = plan(analysis, source, targets, limit=limit)
    if format is Format.json:
        print_compact_json(paths_to_dict(asked.case, asked.scenario, analysis, found))
    else:
        tables.show_paths(stdout(), analysis, found)


def answer(case: Case, runs: Mapping[str, Analysis]) -> tuple[str, ...]:
    """Return the answer in plain sentences."""
    from detente.brief.story import tell
    from detente.conflict.findings import find

    return tell(case, {name: find(run) for name, run in runs.items()}).answer


def named_after(
    names: Sequence[str], scenario: Sequence[str], concept: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Take names that follow an option's first value (``--scenario a b``) for more of its kind."""
    from detente.conflict.concepts import CONCEPTS

    scenarios, concepts = list(scenario), list(concept)
    for name in names:
        if concepts and name in CONCEPTS:
            concepts.append(name)
        elif scenarios:
            scenarios.append(name)
        else:
            raise typer.BadParameter(f"what is '{name}'? scenarios follow --scenario")
    return scenarios, concepts
