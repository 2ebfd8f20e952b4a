"""From a case to what KTAB reads, and what is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from detente.case import Case
from detente.errors import Diagnostic, Severity
from detente.interop.positions import ktab_csv, ktab_xml
from detente.interop.positions.parts import ForeignActor, Scenario, one_line
from detente.spatial.model import Spatial

# What the program reads.
LONGEST_NAME = 25
LONGEST_DESCRIPTION = 256
LONGEST_TITLE = 512
ACTORS = range(3, 251)

Lost = Iterator[tuple[Severity, str]]


def exported(case: Case, kind: str, scenario: str | None = None) -> tuple[str, list[Diagnostic]]:
    """Return a case as the text of a scenario of KTAB, and what is lost.

    Parameters
    ----------
    case : Case
    kind : {"csv", "xml"}
    scenario : str, optional
        Under which; as written by default.

    Raises
    ------
    ModelError
        If the case does not say who stands where.
    UnknownNameError
        If it has no such scenario.
    """
    problem = case.spatial_under(scenario)
    given = _parts(case, problem)
    text = ktab_csv.text(given) if kind == "csv" else ktab_xml.text(given)
    told = [
        Diagnostic("left-out", f"{what} left out", severity=severity)
        for severity, what in (*_lost(case, problem), *_not_held(problem, kind))
    ]
    return text, [*told, *_refused(problem, kind), *_internal(problem)]


def _parts(case: Case, problem: Spatial) -> Scenario:
    """Return what is written."""
    names = dict(zip(problem.actor_ids, _names(problem), strict=True))
    keys = problem.dimension_ids
    return Scenario(
        _cut(one_line(case.title), LONGEST_TITLE),
        _cut(one_line(case.summary), LONGEST_TITLE),
        tuple(
            replace(line, label=_cut(one_line(line.label) or line.id, LONGEST_TITLE))
            for line in problem.dimensions
        ),
        tuple(
            ForeignActor(
                names[actor.id],
                actor.capability.centre,
                tuple(actor.stances[key] for key in keys),
                _description(case, actor.id, actor.label, names[actor.id]),
            )
            for actor in problem.actors
        ),
        {
            names[follower]: {names[leader]: share for leader, share in shares.items()}
            for follower, shares in problem.accommodation.items()
        },
        problem.options,
    )


def _names(problem: Spatial) -> Sequence[str]:
    """Return a name for every actor, each used once and as short as the program wants it."""
    found: list[str] = []
    for actor in problem.actors:
        name = _cut(one_line(actor.label) or actor.id, LONGEST_NAME)
        candidate, count = name, 1
        while candidate in found:
            count += 1
            candidate = f"{name[: LONGEST_NAME - len(str(count)) - 1].rstrip()} {count}"
        found.append(candidate)
    return found


def _description(case: Case, actor: str, label: str, name: str) -> str:
    """Return the note on a party; else its name, if that had to be cut."""
    party = case.parties.get(actor)
    note = one_line(party.note) if party is not None else ""
    whole = one_line(label)
    return _cut(note or (whole if whole != name else ""), LONGEST_DESCRIPTION)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


# -- What is lost --------------------------------------------------------------------------


def _lost(case: Case, problem: Spatial) -> Lost:
    """Yield what neither format can hold, with how much that matters."""
    if not problem.exact:
        yield "warning", "ranges, of which best guesses or middles are written, are"
    if any(line.reference is not None for line in problem.dimensions):
        yield "note", "positions that no agreement amounts to are"
    if any(line.low or line.high for line in problem.dimensions):
        yield "note", "what stands at the ends of dimensions is"
    if problem.bands:
        yield "note", "bands are"
    if case.scenarios:
        yield "note", "other scenarios are"
    if case.statements or case.conflict is not None or case.bargaining is not None:
        yield "note", "statements and other models are"
    if any(len(one_line(actor.label)) > LONGEST_NAME for actor in problem.actors):
        yield "note", f"what names have beyond {LONGEST_NAME} characters is"


def _not_held(problem: Spatial, kind: str) -> Lost:
    """Yield what one of the formats cannot hold."""
    if kind == "csv" and problem.accommodation:
        yield "warning", "how far ideals follow positions, which the XML can hold, is"
    from detente.spatial.smp import Options

    usual = {
        **asdict(Options()),
        "seed": problem.options.get("seed"),
    }  # told by its transitions
    held = {option for option, _ in ktab_xml.VARIANTS.values()} if kind == "xml" else set()
    asked = [option for option, value in problem.options.items() if value != usual[option]]
    if lost := [option for option in asked if option not in held]:
        whereto = ", which the XML can hold," if kind == "csv" else ""
        yield "warning", f"variants of the model{whereto} are ({', '.join(lost)})"


def _internal(problem: Spatial) -> Iterator[Diagnostic]:
    """Yield a warning where something is written that is not for everybody."""
    grounds = [line.ground for line in problem.dimensions]
    grounds += [actor.ground for actor in problem.actors]
    grounds += [stance.ground for actor in problem.actors for stance in actor.stances.values()]
    if any(ground.visibility == "internal" for ground in grounds):
        yield Diagnostic(
            "internal-written",
            "what is marked internal is written like all else",
            hint="do not pass the file on where it should not be seen",
            severity="warning",
        )


def _refused(problem: Spatial, kind: str) -> Iterator[Diagnostic]:
    """Yield what KTAB itself does not read."""
    if len(problem.actors) not in ACTORS:
        message = f"KTAB reads from {ACTORS.start} to {ACTORS.stop - 1} actors"
        yield Diagnostic("ktab-limit", message, severity="warning")
    if kind == "xml" and any(actor.capability.centre == 0 for actor in problem.actors):
        message = "KTAB reads no capability of 0 in XML, though it does in CSV"
        yield Diagnostic("ktab-limit", message, severity="warning")
