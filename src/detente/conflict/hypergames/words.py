"""A hypergame in the case's own words: who misreads what, what holds, and who is surprised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.conflict.hypergames.games import Hypergame
from detente.conflict.hypergames.surprises import FalseHope, Surprises, SurprisingMove
from detente.conflict.model import Conflict
from detente.conflict.paths import Move
from detente.conflict.words import called, change_in_words, parties_in_words, reason_in_words
from detente.text import capital, listed

NAMED = 3
"""Outcomes that a sentence names at most."""


def beliefs(conflict: Conflict, party: str) -> Iterator[tuple[str, str]]:
    """Yield what a party wrongly believes, each with the argument for saying so (or nothing).

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.views import View
    >>> from detente.evidence import NO_GROUND
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
    >>> blind = game.with_changes(views={"a": View(unaware={"b.y": NO_GROUND})})
    >>> [said for said, because in beliefs(blind, "a")]
    ['does not see that b can take up “y”']
    """
    view = conflict.views[party]
    for key, ground in view.unaware.items():
        option = conflict.options[conflict.columns[key]]
        owner = conflict.party(option.party).label
        whose = "it" if option.party == party else owner
        yield f"does not see that {whose} can take up “{option.label}”", ground.because
    for rule in view.infeasible:
        yield f"believes that this cannot occur: {rule.condition}", rule.ground.because
    for rule in view.disbelieves:
        yield f"believes that this can occur: {rule.condition}", rule.ground.because
    for option in view.directions:
        yield (
            f"believes that “{option.label}” can {_direction(option.direction)}",
            (option.ground.because),
        )
    for key in view.preferences:
        whose = "its own preferences" if key == party else f"what {conflict.party(key).label} wants"
        yield f"misreads {whose}", ""


def _direction(direction: str) -> str:
    words = {"both": "be taken and dropped", "forward": "only be taken", "back": "only be dropped"}
    return words[direction]


def answer(found: Hypergame, surprises: Surprises) -> tuple[str, ...]:
    """Return the finding in at most four plain sentences.

    Examples
    --------
    >>> from detente.conflict.hypergames import analyse_hypergame, find_surprises
    >>> from detente.conflict.model import conflict
    >>> game = analyse_hypergame(conflict({"a": ["x"]}, {"a": ["a.x"]}))
    >>> answer(game, find_surprises(game))
    ('Nobody misreads anything in this case, so that it holds as it is analysed.',)
    """
    if not found.misled:
        return ("Nobody misreads anything in this case, so that it holds as it is analysed.",)
    who = parties_in_words(found.conflict, found.misled)
    verb = "misreads" if len(found.misled) == 1 else "misread"
    said = [f"{who} {verb} the situation. {_effect(found)}"]
    if hopes := surprises.false_hopes:
        said.append(_hope(found, telling(found, hopes)[0]))
    if moves := [m for m in surprises.moves if m.why != "is not possible"]:
        said.append(surprise_in_words(found, moves[0]) + ".")
    return tuple(said)


def _effect(found: Hypergame) -> str:
    """Return what the misperception changes about what holds, as a sentence."""
    held, true = found.outcome, found.truth
    here, there = set(held.strongest()), set(true.strongest())
    made = [state for state in held.strongest() if state not in there]
    lost = [state for state in true.strongest() if state not in here]
    both = [state for state in true.strongest() if state in here]
    gain = {s: len(held.held_under(s)) - len(true.held_under(s)) for s in both}
    parts = [
        (made, "can last only because of it"),
        (lost, "would last if nobody did"),
    ]
    if not made and not lost:
        parts = [
            ([s for s in both if gain[s] > 0], "can last under more concepts because of it"),
            ([s for s in both if gain[s] < 0], "can last under fewer because of it"),
        ]
    told = [f"{named(found.conflict, states)} {what}" for states, what in parts if states]
    if not told:
        return "The same outcomes can last as if nobody did."
    return f"{capital(', and '.join(told))}."


def telling(found: Hypergame, hopes: Sequence[FalseHope]) -> list[FalseHope]:
    """Return false hopes, first of today's state, then of those who misread, then the firmest."""
    today = found.conflict.status_quo_state
    return sorted(
        hopes,
        key=lambda h: (h.state != today, h.party not in found.misled, -len(h.concepts)),
    )


def _hope(found: Hypergame, hope: FalseHope) -> str:
    """Return an equilibrium expected in vain, as a sentence."""
    game = found.games[hope.party].conflict
    what = called(game if hope.state is None else found.conflict, hope.state or hope.own_state)
    head = f"{_label(found, hope.party)} expects {what} to last"
    if hope.state is None:
        return f"{head}, which cannot occur at all."
    return f"{head}, but {parties_in_words(found.conflict, hope.left_by)} would leave it."


def surprise_in_words(found: Hypergame, surprise: SurprisingMove) -> str:
    """Return a surprising move as a clause, with what the surprised party believes of it."""
    conflict, move = found.conflict, surprise.move
    change = change_in_words(conflict, move.source, move.target)
    today = move.source == conflict.status_quo_state
    start = "the status quo" if today else called(conflict, move.source)
    believed = belief_in_words(found, surprise)
    return f"From {start}, {change}: {believed}"


def belief_in_words(found: Hypergame, surprise: SurprisingMove) -> str:
    """Return why a party does not expect a move, as a clause."""
    who = _label(found, surprise.surprised)
    mover = _label(found, surprise.move.party)
    if surprise.why == "cannot occur":
        return f"{who} believes that this cannot come about"
    if surprise.why == "cannot go there":
        return f"{who} believes that {mover} cannot do this"
    if surprise.why == "is not possible":
        return f"{who} believes that it can do this, and cannot"
    game = found.games[surprise.surprised].conflict
    assert surprise.believed is not None
    reason = reason_in_words(game, surprise.believed)
    return f"{who} believes that {mover} would not want this ({reason})"


def gain_in_words(found: Hypergame, surprise: SurprisingMove) -> str:
    """Return why the mover prefers where it goes, as a clause."""
    return reason_in_words(found.games[surprise.move.party].conflict, surprise.gain)


def move_in_words(conflict: Conflict, move: Move) -> str:
    """Return a move and the state it leads to."""
    return f"{change_in_words(conflict, move.source, move.target)} (to state {move.target})"


def named(conflict: Conflict, states: Sequence[int]) -> str:
    """Return some states by name, the first few of them."""
    names = [called(conflict, state) for state in states[:NAMED]]
    if len(states) > NAMED:
        more = len(states) - NAMED
        names.append(f"{more} more state{'s' if more > 1 else ''}")
    return listed(names)


def _label(found: Hypergame, party: str) -> str:
    return found.conflict.party(party).label
