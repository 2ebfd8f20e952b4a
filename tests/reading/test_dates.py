"""Times are intervals; what depends on the report's date waits for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.reading.dates import dates, interpret

ABSOLUTE = [
    ("9 January 2019", "2019-01-09", "2019-01-09", "day"),
    ("January 9th, 2019", "2019-01-09", "2019-01-09", "day"),
    ("Wednesday, 9 January 2019", "2019-01-09", "2019-01-09", "day"),
    ("2019-01-09", "2019-01-09", "2019-01-09", "day"),
    ("09.01.2019", "2019-01-09", "2019-01-09", "day"),
    ("14/11/2018", "2018-11-14", "2018-11-14", "day"),
    ("5-8 May 2018", "2018-05-05", "2018-05-08", "range"),
    ("November 2018", "2018-11-01", "2018-11-30", "month"),
    ("late January 2019", "2019-01-21", "2019-01-31", "range"),
    ("the 1950s", "1950-01-01", "1959-12-31", "decade"),
    ("the early 1950s", "1950-01-01", "1953-12-31", "range"),
    ("mid-2018", "2018-05-01", "2018-08-31", "range"),
    ("spring of 2018", "2018-03-01", "2018-05-31", "season"),
    ("the third quarter of 2018", "2018-07-01", "2018-09-30", "range"),
    ("1955-57", "1955-01-01", "1957-12-31", "range"),
    ("the 19th century", "1801-01-01", "1900-12-31", "range"),
]
RELATIVE = [  # seen from Wednesday, 9 January 2019
    ("They met in November.", "November", "2018-11-01", "2018-11-30", "month"),
    ("They met last October.", "last October", "2018-10-01", "2018-10-31", "month"),
    ("They met last January.", "last January", "2018-01-01", "2018-01-31", "month"),
    ("She will come in late January.", "late January", "2019-01-21", "2019-01-31", "range"),
    ("They met on Sunday.", "Sunday", "2019-01-06", "2019-01-06", "day"),
    ("They met on Wednesday.", "Wednesday", "2019-01-09", "2019-01-09", "day"),
    ("They will meet next Friday.", "next Friday", "2019-01-11", "2019-01-11", "day"),
    ("They met earlier this week.", "earlier this week", "2019-01-07", "2019-01-09", "range"),
    ("They met yesterday.", "yesterday", "2019-01-08", "2019-01-08", "day"),
    ("They meet next month.", "next month", "2019-02-01", "2019-02-28", "month"),
    ("They met last year.", "last year", "2018-01-01", "2018-12-31", "year"),
    ("They met on November 14.", "November 14", "2018-11-14", "2018-11-14", "day"),
    ("They meet on 22 January.", "22 January", "2019-01-22", "2019-01-22", "day"),
    ("They met three months ago.", "three months ago", "2018-10-01", "2018-10-31", "month"),
    ("It grew in the past two years.", "the past two years", "2017-01-09", "2019-01-09", "range"),
    ("At her annual meeting in December.", "December", "2018-12-01", "2018-12-31", "month"),
    ("It was hot last summer.", "last summer", "2018-06-01", "2018-08-31", "season"),
]


@pytest.mark.parametrize(("text", "first", "last", "granularity"), ABSOLUTE)
def test_absolute_times_need_no_anchor(text: str, first: str, last: str, granularity: str) -> None:
    (found,) = dates(f"They met in {text}, as told.")
    assert (found.first, found.last, found.granularity) == (first, last, granularity)
    assert not found.needs_anchor
    assert found.text == text


@pytest.mark.parametrize(("text", "expression", "first", "last", "granularity"), RELATIVE)
def test_relative_times_wait_for_an_anchor(
    text: str, expression: str, first: str, last: str, granularity: str
) -> None:
    (placed,) = dates(text, "2019-01-09")
    assert (placed.text, placed.first, placed.last) == (expression, first, last)
    assert placed.granularity == granularity
    (waiting,) = dates(text)
    assert (waiting.first, waiting.last, waiting.needs_anchor) == ("", "", True)


@pytest.mark.parametrize("published", ["2019", "2019-01", "unknown", "", None])
def test_half_a_date_anchors_nothing(published: str | None) -> None:
    (found,) = dates("They met on Sunday.", published)
    assert found.needs_anchor


def test_a_year_is_a_year() -> None:
    (found,) = dates("In 1956, they signed.", "2019-01-09")
    assert (found.first, found.last, found.granularity) == ("1956-01-01", "1956-12-31", "year")
    (found,) = dates("the joint declaration of 1956")
    assert found.text == "1956"
    (found,) = dates("based on the 1956 joint declaration")
    assert found.text == "1956"


@pytest.mark.parametrize(
    "text",
    ["They may march on the capital.", "2000 guards left.", "It cost 1956 crowns.",
     "Resolution 1956 was read.", "on 30 February 2019", "on 9/1/2019", "the second man"],
)  # fmt: skip
def test_no_times(text: str) -> None:
    assert [t.text for t in dates(text, "2019-01-09") if t.granularity == "day"] == []
    assert all(t.first[:4] != "1956" for t in dates(text))


@pytest.mark.slow  # importing the second resort takes seconds
def test_a_single_expression_may_take_the_second_resort() -> None:
    pytest.importorskip("dateparser")
    found = interpret("9 janvier 2019")
    assert found is not None
    assert found.first == "2019-01-09"
    assert interpret("soon") is None
    assert interpret("janvier 2019") is None, "no day is invented"


@given(st.text(), st.dates())
def test_any_text_gives_intervals_in_order(text: str, published: object) -> None:
    for found in dates(text, published):  # type: ignore[arg-type]
        assert found.span is not None
        assert found.span.of(text) == found.text
        assert found.first <= found.last
