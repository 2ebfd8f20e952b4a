"""Lists reordered, shortened and lengthened, with everything else as its author wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import catalog
from detente.casefile.lists import append, rearrange
from detente.casefile.positions import follow, read
from detente.errors import ModelError

LISTED = """\
a:  # the list
  # of all
  - x   # one
  # on y,
  # at length
  - want: y
    label: 'why'   # two

  - {want: z, label: "last"}   # three
  # the end of a
b: [one,  two, three]   # flow
c: []
d:
  - only   # it
"""


def test_entries_take_their_comments_along() -> None:
    edited = rearrange(LISTED, ("a",), [1, 2, 0])
    assert edited.startswith(
        """\
a:  # the list
  # of all
  # on y,
  # at length
  - want: y
    label: 'why'   # two

  - {want: z, label: "last"}   # three
  - x   # one
  # the end of a
b:"""
    )


def test_flow_lists_keep_their_layout() -> None:
    assert "b: [three,  one]   # flow" in rearrange(LISTED, ("b",), [2, 0])
    assert "b: []   # flow" in rearrange(LISTED, ("b",), [])


def test_a_list_can_become_empty() -> None:
    assert "d: []\n" in rearrange(LISTED, ("d",), [])


def test_entries_are_added_in_the_lists_own_way() -> None:
    entry = {"want": "not x", "judgement": True}
    assert "# three\n  - {want: not x, judgement: true}\n  # the end" in append(
        LISTED, ("a",), entry
    )
    assert "b: [one,  two, three, four]   # flow" in append(LISTED, ("b",), "four")
    assert "c: [one]\n" in append(LISTED, ("c",), "one")
    assert read(append(LISTED, ("e",), "new").encode()).data["e"] == ["new"]


@pytest.mark.parametrize("path", [("a",), ("b",), ("c",), ("d",)])
@given(data=st.data())
def test_nothing_but_the_list_changes(path: tuple[str], data: st.DataObject) -> None:
    before = read(LISTED.encode()).data
    size = len(before[path[0]])
    places = data.draw(st.lists(st.integers(0, max(0, size - 1)), unique=True, max_size=size))
    places = places if size else []
    edited = read(rearrange(LISTED, path, places).encode()).data
    assert edited == {**before, path[0]: [before[path[0]][k] for k in places]}


LISTS = [
    ("conflict", "preferences", "us"),
    ("conflict", "infeasible"),
    ("scenarios", "friendly", "preferences", "us"),
]


@pytest.mark.slow
@given(path=st.sampled_from(LISTS), data=st.data())
def test_the_flagships_lists_lose_no_line(path: tuple[str, ...], data: st.DataObject) -> None:
    text = catalog.path("japan-russia").read_text(encoding="utf-8")
    size = len(follow(read(text.encode()).data, path)[1])
    edited = rearrange(text, path, data.draw(st.permutations(range(size))))
    assert sorted(edited.splitlines()) == sorted(text.splitlines())


@pytest.mark.parametrize(("path", "places"), [(("a",), [0, 0]), (("a",), [3]), (("nowhere",), [0])])
def test_what_is_not_there_is_refused(path: tuple[str], places: list[int]) -> None:
    with pytest.raises(ModelError):
        rearrange(LISTED, path, places)
