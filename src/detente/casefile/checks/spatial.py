"""The section on positions: dimensions and actors that exist, and numbers that fit together."""

from __future__ import annotations

from collections.abc import Iterator

from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.checks.names import words
from detente.casefile.nodes import Path
from detente.casefile.numbers import range_of
from detente.casefile.spatial import schema
from detente.casefile.spatial.sections import SpatialSection, bands
from detente.casefile.variants import Located
from detente.errors import did_you_mean
from detente.spatial.model import MAX_ACTORS, MAX_DIMENSIONS, SCALE, SLACK

MAX_BANDS = 100
"""Of one dimension."""


def entries(section: schema.Spatial) -> int:
    """Return how much a scenario has to repeat of a section."""
    stretches = sum(1 + len(dimension.bands) for dimension in section.dimensions.values())
    return stretches + sum(1 + len(actor.stances) for actor in section.actors.values())


def sizes(facts: Facts) -> Iterator[Finding]:
    """Check that there is something to stand on and somebody who does, not too many."""
    for section in facts.spatial[:1]:
        if not 1 <= len(section.dimensions) <= MAX_DIMENSIONS:
            yield Finding(
                "too-many-dimensions" if section.dimensions else "no-dimensions",
                f"{len(section.dimensions)} dimensions; at most {MAX_DIMENSIONS} are supported"
                if section.dimensions
                else "there is nothing to stand on",
                (*section.path, "dimensions"),
                hint="leave out what matters least" if section.dimensions else "give at least one",
                key=True,
            )
    for section in facts.spatial:
        inherited = section.scenario and len(section.actors) == len(facts.spatial[0].actors)
        if not inherited and not 1 <= len(section.actors) <= MAX_ACTORS:
            yield Finding(
                "too-many-actors" if section.actors else "no-actors",
                f"{len(section.actors)} actors; at most {MAX_ACTORS} are supported"
                if section.actors
                else "nobody takes part",
                (*section.path, "actors"),
                hint="leave out who matters least" if section.actors else "give at least one",
                key=True,
            )


def dimensions(facts: Facts) -> Iterator[Finding]:
    """Check that dimensions and bands can be named, and are not too many."""
    for section in facts.spatial[:1]:
        yield from words(section.dimensions, (*section.path, "dimensions"))
        for dimension in section.dimensions.values():
            stretches, at = bands(dimension), (*dimension.path, "bands")
            yield from words(stretches, at)
            if len(stretches) > MAX_BANDS:
                yield Finding(
                    "too-many-bands",
                    f"{len(stretches)} bands; at most {MAX_BANDS} are supported",
                    at,
                    hint="leave out what nobody asks for",
                    key=True,
                )
    for key, scenario in facts.case.scenarios.items() if facts.spatial else ():
        for name in scenario.spatial.dimensions if scenario.spatial else ():
            if name not in facts.spatial[0].dimensions:
                path: Path = ("scenarios", key, "spatial", "dimensions", name)
                yield _unknown_dimension(facts.spatial[0], name, path)


def _unknown_dimension(section: SpatialSection, name: str, path: Path) -> Finding:
    hint = did_you_mean(name, section.dimensions)
    return Finding("unknown-dimension", f"no dimension '{name}'", path, hint, key=True)


def actors(facts: Facts) -> Iterator[Finding]:
    """Check that actors are parties, stand on every dimension, and follow each other in parts."""
    known = facts.case.parties
    for section in facts.spatial:
        for party, actor in section.own(section.actors).items():
            if party not in known:
                hint = did_you_mean(party, known)
                message = f"no party '{party}'"
                yield Finding("unknown-party", message, actor.path, hint, key=True)
            yield from _stances(section, party, actor)
            yield from _following(section, party, actor)
            if not facts.mended:
                yield from _sums(party, actor)


def _stances(
    section: SpatialSection, party: str, actor: Located[schema.Actor]
) -> Iterator[Finding]:
    at: Path = (*actor.path, "stances")
    stances = actor.entry.stances
    for key in stances:
        if key not in section.dimensions:
            yield _unknown_dimension(section, key, (*at, key))
    missing = [key for key in section.dimensions if key not in stances]
    if missing:
        yield Finding(
            "no-stance",
            f"nothing says where '{party}' stands on {', '.join(missing)}",
            at,
            hint="give a position, which may be unknown, and a salience, which may be 0",
            key=True,
        )


def _sums(party: str, actor: Located[schema.Actor]) -> Iterator[Finding]:
    at: Path = (*actor.path, "stances")
    most = sum(stance.salience.high for stance in actor.entry.stances.values())
    if most > SCALE * (1 + SLACK):
        yield Finding(
            "salience-over-100",
            f"the saliences of '{party}' can sum to {most:g}",
            at,
            hint="over all dimensions they sum to at most 100, at their most",
            key=True,
        )
    elif most == 0 and actor.entry.stances:
        yield Finding(
            "no-salience",
            f"nothing matters to '{party}': its saliences are 0",
            at,
            hint="give it a salience, or leave the actor out",
            key=True,
        )
    if (total := sum(actor.entry.follows.values())) > 1 + SLACK:
        yield Finding(
            "follows-too-far",
            f"the shares by which '{party}' follows others sum to {total:g}",
            (*actor.path, "follows"),
            hint="they sum to at most 1; the rest is the ideal that it has",
            key=True,
        )


def _following(
    section: SpatialSection, party: str, actor: Located[schema.Actor]
) -> Iterator[Finding]:
    at: Path = (*actor.path, "follows")
    for name in actor.entry.follows:
        if name not in section.actors:
            hint = did_you_mean(name, section.actors)
            yield Finding("unknown-actor", f"no actor '{name}'", (*at, name), hint, key=True)


def capabilities(facts: Facts) -> Iterator[Finding]:
    """Check that somebody can bring something to bear."""
    for section in facts.spatial:
        listed = [actor.entry.capability.high for actor in section.actors.values()]
        if (
            not facts.mended
            and listed
            and max(listed) == 0
            and any(map(section.owns, section.actors.values()))
        ):
            yield Finding(
                "no-capability",
                "nobody can bring anything to bear: every capability is 0",
                (*section.path, "actors"),
                hint="give somebody a capability",
                key=True,
            )


def nothing_at_stake(facts: Facts) -> Iterator[Finding]:
    """Note who is alone, dimensions that matter to nobody, and those on which all stand alike."""
    for section in facts.spatial[:1]:
        if len(section.actors) == 1:
            (party,) = section.actors
            yield Finding(
                "one-actor",
                f"'{party}' is alone: nobody can move it",
                (*section.path, "actors"),
                severity="note",
                key=True,
            )
    if facts.mended or not facts.spatial:
        return
    for key, dimension in facts.spatial[0].dimensions.items():
        said = [
            actor.entry.stances[key]
            for section in facts.spatial
            for actor in section.actors.values()
            if key in actor.entry.stances
        ]
        if said and all(stance.salience.high == 0 for stance in said):
            message = f"'{key}' matters to nobody"
            yield Finding("idle-dimension", message, dimension.path, severity="note", key=True)
        places = {range_of(stance.position) for stance in said}
        if len(facts.spatial[0].actors) > 1 and len(places) == 1 and places.pop().known:
            message = f"all stand alike on '{key}'"
            yield Finding("same-position", message, dimension.path, severity="note", key=True)


CHECKS = (sizes, dimensions, actors, capabilities, nothing_at_stake)
