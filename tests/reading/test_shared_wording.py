"""Copied wording apart from shared quotations, and near-duplicates."""

from __future__ import annotations

import pytest

from detente.reading.shared_wording import compare, near_duplicates

COPIED = "the delegations met for three hours in the old customs house by the river"
QUOTED = "“we shall not give up the dam before the snow has gone from the valley”"


def test_wording_and_quotations_are_told_apart() -> None:
    (pair,) = compare(
        {
            "a": f"On Monday {COPIED}. Brok said {QUOTED}, and left.",
            "b": f"It is said that {COPIED}, as usual. Elsewhere: {QUOTED}.",
            "c": "Nothing of this has any words in common with the others, not eight in a row.",
        }
    )
    assert (pair.first, pair.second) == ("a", "b")
    assert pair.wording == (COPIED,)
    assert pair.quotes == (QUOTED.strip("“”"),)
    assert 0 < pair.share < 1


def test_boilerplate_is_not_shared_wording() -> None:
    form = "This site uses Akismet to reduce spam. Learn how your comment data is processed."
    assert compare({"a": f"Aldia refused.\n{form}", "b": f"Borland agreed.\n{form}"}) == ()


def test_near_duplicates() -> None:
    pytest.importorskip("datasketch")
    text = " ".join(f"word{n} and its neighbour{n % 7}" for n in range(80))
    other = " ".join(f"thing{n} with another{n % 5}" for n in range(80))
    assert near_duplicates({"a": text, "b": other, "c": text + " More."}) == (("a", "c"),)
    assert near_duplicates({}) == ()
