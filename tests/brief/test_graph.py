"""The picture: what it shows, and that nothing in it overlaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.pages import ferry
from detente import loading
from detente.brief.graph import Figure, draw, short_names, text_width, wrapped
from detente.brief.layout import Arrow, Box, arrange, overlap
from detente.brief.story import tell
from detente.case import Alias, Case, Party
from detente.conflict.analysis import analyse
from detente.conflict.findings import find
from detente.conflict.model import Conflict, Option, conflict
from examples import examples
from strategies import conflicts

Rectangle = tuple[float, float, float, float]


def figure_of(case: Case) -> Figure | None:
    findings = find(analyse(case.conflict_under()))
    return draw(findings, tell(case, {"": findings}).scenarios[""].outcomes)


def rectangles(figure: Figure) -> list[Rectangle]:
    nodes = [(node.x, node.y, node.width, node.height) for node in figure.nodes]
    return nodes + [edge.tag for edge in figure.edges if edge.tag]


def check_clear(figure: Figure) -> None:
    """Raise if boxes or labels touch, leave the frame, or text leaves its box."""
    placed = rectangles(figure)
    for k, one in enumerate(placed):
        assert not any(overlap(one, other, gap=1.0) for other in placed[:k])
        x, y, width, height = one
        assert x >= 0
        assert y >= 0
        assert x + width <= figure.width + 1
        assert y + height <= figure.height + 1
    for node in figure.nodes:
        assert all(0 < line.y < node.height for line in node.lines)


def test_the_joint_step_names_its_group() -> None:
    figure = figure_of(ferry())
    assert figure is not None
    (joint,) = (edge for edge in figure.edges if edge.kind == "joint")
    assert (joint.source, joint.target) == (1, 8)
    assert joint.who == "North Town, South Town and Owner"
    assert " ".join(joint.tag_lines) == "North Town + South Town + Owner"
    check_clear(figure)


@pytest.mark.parametrize("name", ["elmira", "japan-russia"])
def test_packaged_cases(name: str) -> None:
    case = loading.load(name)
    for scenario in ("", *case.scenarios):
        findings = find(analyse(case.conflict_under(scenario or None)))
        figure = draw(findings, tell(case, {"": findings}).scenarios[""].outcomes)
        assert figure is not None
        check_clear(figure)
        assert sum(node.status_quo for node in figure.nodes) == 1
        assert all(edge.tag for edge in figure.edges)
        (start,) = (node for node in figure.nodes if node.status_quo)
        assert start.x == min(node.x for node in figure.nodes)
    assert "joint" in {edge.kind for edge in figure_of(case).edges}  # type: ignore[union-attr]


@pytest.mark.slow
@examples(60)
@given(conflicts(max_options=6), st.data())
def test_random_pictures_are_clear(game: Conflict, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(game.states) - 1))
    taken = zip(game.options, game.states.values(index), strict=True)
    game = game.with_changes(status_quo=frozenset(o.name for o, value in taken if value))
    figure = figure_of(Case("r", "R", conflict=game))
    if figure is None:
        return
    check_clear(figure)
    assert 2 <= len(figure.nodes) <= 12
    for edge in figure.edges:
        payoffs = [game.payoffs(party) for party in edge.parties]
        gains = all(p[edge.target - 1] > p[edge.source - 1] for p in payoffs)
        assert gains == (edge.kind != "move")
        assert (len(edge.parties) > 1) == (edge.kind == "joint")


@given(st.data())
def test_boxes_and_labels_stay_apart(data: st.DataObject) -> None:
    columns = data.draw(st.lists(st.integers(0, 3), min_size=2, max_size=20))
    present = sorted(set(columns))
    boxes = [
        Box(key, present.index(column), 100.0, data.draw(st.sampled_from([40.0, 90.0, 150.0])))
        for key, column in enumerate(columns)
    ]
    pairs = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(boxes) - 1), st.integers(0, len(boxes) - 1)), max_size=26
        )
    )
    arrows = [Arrow(a, b, 50.0, 19.0) for a, b in pairs if a != b]
    frame = arrange(boxes, arrows)
    placed = [(box.x, box.y, box.width, box.height) for box in boxes]
    placed += [(*arrow.label, 50.0, 19.0) for arrow in arrows if arrow.label]
    for k, one in enumerate(placed):
        assert not any(overlap(one, other, gap=1.0) for other in placed[:k])
        assert one[0] + one[2] <= frame.width
    assert all(len(arrow.points) % 3 == 1 for arrow in arrows)


def test_one_way_options_bind_single_moves() -> None:
    game = conflict(
        {"a": [Option("x", "a", direction="forward"), "y"], "b": ["z"]}, {"a": [], "b": []}
    )
    assert game.movers(1, 2) == ("a",)
    assert game.movers(2, 1) == ()
    assert game.movers(1, 3) == ("a",)
    assert game.movers(1, 6) == ()


def test_short_names_differ() -> None:
    parties = [
        Party("us", "United States of America", (Alias("Washington"),)),
        Party("uk", "UK"),
        Party("moe", "Ministry of the Environment", (Alias("MoE"),)),
        Party("moe2", "Ministry of Everything", (Alias("MoE"),)),
        Party("an_extremely_long_id", "A party with a very long name"),
    ]
    names = short_names(parties)
    assert names == {
        "us": "US",
        "uk": "UK",
        "moe": "MoE",
        "moe2": "Moe2",
        "an_extremely_long_id": "an_extrem…",
    }


@given(st.text(max_size=80), st.integers(60, 300), st.integers(1, 4))
def test_wrapped_text_fits(text: str, width: int, limit: int) -> None:
    lines = wrapped(text, width, 6.0, limit)
    assert len(lines) <= limit
    assert all(text_width(line) <= width // 6 for line in lines)
    if len(lines) < limit:
        assert "".join(lines).replace(" ", "") == "".join(text.split())
