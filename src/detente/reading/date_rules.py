"""The expressions of time that reports use, each with what it means.

A rule is a pattern and a function that places its match, given the date of the report and
whether the sentence looks ahead. `Rule.relative` rules are asked only when that date is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from detente.proposals import Granularity, Span
from detente.reading import intervals
from detente.reading.intervals import Interval

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
          "twelve")  # fmt: skip
_NUMBERS = {"a": 1, "an": 1, "couple of": 2, "a couple of": 2} | {
    word: number for number, word in enumerate(_WORDS, 1)
}

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan\b\.?|Feb\b\.?|Mar\.|Apr\b\.?|Jun\b\.?|Jul\b\.?|Aug\b\.?|Sept?\b\.?|Oct\b\.?"
    r"|Nov\b\.?|Dec\b\.?)"
)
_SURE_MONTH = _MONTH.replace("|March", "").replace("|May", "")
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})(?![\d,.]\d|\d)"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|—|to|and|until)\s*"
_WEEKDAY = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NAMED = r"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,?\s+)?"
_PART = (
    r"(?:(?:the\s+)?(?P<part>early|mid|late|beginning of|start of|middle of|end of)(?:\s+in)?[\s-]+"
    r"(?:the\s+)?)"
)
_WHICH = r"(?P<which>last|next|this|past|previous|coming|current)"
_COUNT = r"(?P<count>\d{1,3}|a couple of|couple of|an|a|" + "|".join(_WORDS) + ")"
_UNIT = r"(?P<unit>day|week|month|year|decade)"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_LEAD = (
    r"(?:(?:back\s+)?[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Oo]f|[Ff]rom|[Dd]uring|[Aa]fter"
    r"|[Bb]efore|[Tt]hrough|[Aa]round|for|to|and)"
)

Place = Callable[[re.Match[str], date, bool], Interval | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of expression.

    Parameters
    ----------
    pattern : re.Pattern
        With named groups; one called *time* is the expression where the match is longer.
    place : callable
        Takes the match, the report's date and whether the sentence looks ahead.
    relative : bool
        Whether the report's date must be known.
    granularity : str
        Of an expression that cannot be placed yet.
    """

    pattern: re.Pattern[str]
    place: Place
    relative: bool = False
    granularity: Granularity = "unknown"

    def matches(self, text: str) -> Iterator[tuple[Span, re.Match[str]]]:
        """Yield where the expression stands."""
        group = "time" if "time" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(text):
            yield Span(*match.span(group)), match


# -- Parts of a match ----------------------------------------------------------------------


def _month_of(match: re.Match[str], group: str = "month") -> int:
    return _MONTHS.index(match[group][:3].lower()) + 1


def _part(match: re.Match[str]) -> str:
    """Return early, mid, late or nothing."""
    said = (match.groupdict().get("part") or "").lower()
    return {"beginning of": "early", "start of": "early", "middle of": "mid",
            "end of": "late"}.get(said, said)  # fmt: skip


def _way(match: re.Match[str], ahead: bool) -> str:
    """Return in which direction an expression looks from the report's date."""
    said = (match.groupdict().get("which") or "").lower()
    named = {"last": "last", "past": "last", "previous": "last", "next": "next",
             "coming": "next", "this": "this", "current": "this"}  # fmt: skip
    return named.get(said, "future" if ahead else "past")


def _count(match: re.Match[str]) -> int:
    said = match["count"].lower()
    return int(said) if said.isdigit() else _NUMBERS[said]


# -- Absolute ------------------------------------------------------------------------------


def _full_date(match: re.Match[str], _: date, __: bool) -> Interval | None:
    return intervals.day(int(match["year"]), _month_of(match), int(match["day"]))


def _numeric(match: re.Match[str], _: date, __: bool) -> Interval | None:
    return intervals.day(int(match["year"]), int(match["m"]), int(match["day"]))


def _slashed(match: re.Match[str], _: date, __: bool) -> Interval | None:
    """Place 14/11/2018 and 11/14/2018; nobody can tell what 9/1/2019 means."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if one > 12:
        return intervals.day(year, two, one)
    return intervals.day(year, one, two) if two > 12 or one == two else None


def _days(match: re.Match[str], anchor: date, ahead: bool) -> Interval | None:
    """Place 9–11 January 2019, or without the year from the report's date."""
    number = _month_of(match)
    given = match.groupdict().get("year")
    if not given:  # as near as a single day
        near = _day_month(match, anchor, ahead)
        return near and _through(near, int(match["day2"]))
    year = int(given)
    first = intervals.day(year, number, int(match["day"]))
    last = intervals.day(year, number, int(match["day2"]))
    return Interval(first.first, last.last, "range") if first and last else None


def _through(first: Interval, day: int) -> Interval | None:
    last = intervals.day(first.first.year, first.first.month, day)
    return Interval(first.first, last.last, "range") if last and last.last > first.last else None


def _month_year(match: re.Match[str], _: date, __: bool) -> Interval | None:
    return intervals.month(int(match["year"]), _month_of(match), _part(match))


def _years(match: re.Match[str], _: date, __: bool) -> Interval | None:
    first, second = match["year"], match["year2"]
    last = int(first[: 4 - len(second)] + second)
    return intervals.years(int(first), last) if last > int(first) else None


def _year(match: re.Match[str], _: date, __: bool) -> Interval | None:
    return intervals.year(int(match["year"]), _part(match))


def _decade(match: re.Match[str], _: date, __: bool) -> Interval | None:
    return intervals.decade(int(match["decade"]), _part(match))


def _century(match: re.Match[str], _: date, __: bool) -> Interval | None:
    number = int(match["century"])
    return intervals.years(number * 100 - 99, number * 100) if 1 < number < 30 else None


def _season_year(match: re.Match[str], _: date, __: bool) -> Interval | None:
    return intervals.season(int(match["year"]), match["season"].lower())


def _quarter(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    said = match["quarter"].lower()
    number = int(said) if said.isdigit() else ("first", "second", "third", "fourth").index(said) + 1
    given = match.groupdict().get("year")
    return intervals.months(int(given) if given else anchor.year, number * 3 - 2, number * 3)


# -- Relative ------------------------------------------------------------------------------


def _day_month(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    """Place 14 November where it is nearest: nobody leaves out the year of a day far away."""
    number, day = _month_of(match), int(match["day"])
    near = [intervals.day(year, number, day) for year in range(anchor.year - 4, anchor.year + 5)]
    return min(
        (found for found in near if found is not None),
        key=lambda found: abs((found.first - anchor).days),
        default=None,
    )


def _month(match: re.Match[str], anchor: date, ahead: bool) -> Interval | None:
    number = _month_of(match)
    near = intervals.month_near(anchor, number, _way(match, ahead))
    return intervals.month(near, number, _part(match)) if 1 <= near <= 9999 else None


def _weekday(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    number = _DAYS.index(match["weekday"].lower())
    try:
        found = intervals.weekday_near(anchor, number, _way(match, False))
    except OverflowError:
        return None
    return Interval(found, found, "day")


def _near_day(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    said = " ".join(match[0].lower().split())
    shift = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2,
             "the day after tomorrow": 2, "last night": -1}  # fmt: skip
    return intervals.moved(anchor, shift.get(said, 0), "day")


def _unit(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    shift = {"last": -1, "next": 1, "this": 0}[_way(match, False)]
    whole = intervals.moved(anchor, shift, match["unit"].lower())
    if whole is None or not (part := (match.groupdict().get("half") or "").lower()):
        return whole
    first = whole.first if part == "earlier" or shift else anchor
    last = anchor if part == "earlier" and not shift else whole.last
    return Interval(first, last, "range")


def _part_of_unit(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    """Place the end of the year, the beginning of next month."""
    said = (match.groupdict().get("which") or "this").lower()
    shift = {"last": -1, "next": 1, "past": -1, "previous": -1, "coming": 1}.get(said, 0)
    whole = intervals.moved(anchor, shift, match["unit"].lower())
    if whole is None:
        return None
    if match["unit"].lower() == "month":
        return intervals.month(whole.first.year, whole.first.month, _part(match))
    return intervals.year(whole.first.year, _part(match))


def _ago(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    return intervals.moved(anchor, -_count(match), match["unit"].lower())


def _ahead(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    return intervals.moved(anchor, _count(match), match["unit"].lower())


def _stretch(match: re.Match[str], anchor: date, _: bool) -> Interval | None:
    forward = match["which"].lower() in ("next", "coming")
    count = _count(match) * (1 if forward else -1)
    return intervals.span_of(anchor, count, match["unit"].lower())


def _near_season(match: re.Match[str], anchor: date, ahead: bool) -> Interval | None:
    way = _way(match, ahead)
    candidates = [intervals.season(anchor.year + n, match["season"].lower()) for n in (-2, -1, 0, 1)
                  if 1 <= anchor.year + n < 9999]  # fmt: skip
    if way in ("next", "future"):
        return next((c for c in candidates if c.first > anchor), None)
    if way == "this":
        return next((c for c in candidates if c.last >= anchor), None)
    limit = [c for c in candidates if (c.last if way == "last" else c.first) <= anchor]
    return limit[-1] if limit else None


def _rule(
    pattern: str,
    place: Place,
    relative: bool = False,
    granularity: Granularity = "unknown",
    *,
    cased: bool = False,
) -> Rule:
    compiled = re.compile(rf"(?<![\w-]){pattern}(?!\w)", 0 if cased else re.I)
    return Rule(compiled, place, relative, granularity)


RULES: tuple[Rule, ...] = (
    _rule(r"(?P<year>1\d{3}|20\d{2})-(?P<m>[01]\d)-(?P<day>[0-3]\d)", _numeric),
    _rule(r"(?P<day>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<year>1\d{3}|20\d{2})", _numeric),
    _rule(r"(?P<one>[0-3]?\d)/(?P<two>[0-3]?\d)/(?P<year>1\d{3}|20\d{2})", _slashed),
    _rule(rf"{_NAMED}{_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}", _full_date),
    _rule(rf"{_NAMED}{_MONTH}\s+{_DAY},?\s+{_YEAR}", _full_date),
    _rule(rf"{_DAY}{_TO}(?P<day2>[0-3]?\d)(?:th)?\s+{_MONTH},?\s+{_YEAR}", _days),
    _rule(rf"{_MONTH}\s+{_DAY}{_TO}(?P<day2>[0-3]?\d)(?:th)?,?\s+{_YEAR}", _days),
    _rule(rf"{_PART}?{_MONTH},?\s+(?:of\s+)?{_YEAR}", _month_year),
    _rule(rf"{_SEASON}\s+(?:of\s+)?{_YEAR}", _season_year),
    _rule(rf"(?:the\s+)?(?P<quarter>first|second|third|fourth)\s+quarter\s+(?:of\s+)?{_YEAR}", _quarter),
    _rule(rf"Q(?P<quarter>[1-4])\s+(?:of\s+)?{_YEAR}", _quarter, cased=True),
    _rule(r"(?P<year>1\d{3}|20\d{2})\s*[-–—/]\s*(?P<year2>(?:1\d|20)\d{2}|\d{2})", _years),
    _rule(r"(?:from|between)\s+(?P<year>1\d{3}|20\d{2})\s+(?:to|and|until)\s+"
          r"(?P<year2>(?:1\d|20)\d{2})", _years),
    _rule(rf"(?:the\s+)?{_PART}?(?P<decade>(?:1[0-9]|20)[0-9]0)[’']?s", _decade),
    _rule(r"(?:the\s+)?(?P<century>\d{1,2})(?:st|nd|rd|th)[\s-]century", _century),
    _rule(rf"{_PART}{_YEAR}", _year),
    _rule(rf"(?:in|since|until|till|by|during|before|after|from|through)\s+(?P<time>{_YEAR})"
          r"(?!\s+(?:\w+s|people|percent|per\s+cent|men|women|children)\b(?<!s\b)|[%$€£])", _year),
    _rule(r"(?<=\bof )(?P<year>1[5-9]\d{2}|20\d{2})(?![\d,.]\d|\d|\s+\w+s\b)", _year),
    _rule(r"(?<=[a-z],\s)(?P<year>1[5-9]\d{2}|20\d{2})(?=,)", _year),
    _rule(r"(?P<year>1[5-9]\d{2}|20\d{2})(?=\s+(?:[\w–-]+\s+){0,3}(?:declaration|treaty|agreement|accord|pact"
          r"|convention|protocol|statement|talks|war|election|elections|summit|conference"
          r"|resolution|law|act|constitution|armistice|ceasefire|deal|memorandum|communiqu\w+)\b)",
          _year),
    # Relative to the report.
    _rule(rf"{_NAMED}{_DAY}{_TO}(?P<day2>[0-3]?\d)(?:th)?\s+{_MONTH}", _days, True, "range"),
    _rule(rf"{_MONTH}\s+{_DAY}{_TO}(?P<day2>[0-3]?\d)(?:th)?", _days, True, "range"),
    _rule(rf"{_NAMED}{_DAY}(?:\s+of)?\s+{_MONTH}", _day_month, True, "day"),
    _rule(rf"{_NAMED}{_MONTH}\s+{_DAY}", _day_month, True, "day", cased=True),
    _rule(rf"{_PART}{_MONTH}", _month, True, "range"),
    _rule(rf"{_WHICH}\s+{_MONTH}", _month, True, "month"),
    _rule(rf"{_LEAD}\s+(?P<time>{_MONTH})(?!\s+[A-Z])", _month, True, "month", cased=True),
    _rule(rf"{_SURE_MONTH}(?!\s+[A-Z])", _month, True, "month", cased=True),
    _rule(rf"(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his)\s+)?{_WEEKDAY}", _weekday, True, "day",
          cased=True),
    _rule(r"the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|yesterday|today|tomorrow"
          r"|tonight|last\s+night|this\s+(?:morning|afternoon|evening)", _near_day, True, "day"),
    _rule(rf"(?:(?P<half>earlier|later)\s+)?(?:the\s+)?{_WHICH}\s+{_UNIT}", _unit, True, "range"),
    _rule(rf"(?:the\s+)?{_WHICH}\s+{_COUNT}\s+{_UNIT}s?", _stretch, True, "range"),
    _rule(rf"(?:the\s+)?(?P<part>beginning of|start of|middle of|end of)\s+(?:the\s+)?"
          rf"(?:{_WHICH}\s+)?(?P<unit>month|year)", _part_of_unit, True, "range"),
    _rule(rf"{_COUNT}\s+{_UNIT}s?\s+ago", _ago, True, "range"),
    _rule(rf"{_COUNT}\s+{_UNIT}s?\s+from\s+now", _ahead, True, "range"),
    _rule(rf"{_WHICH}\s+{_SEASON}", _near_season, True, "season"),
    _rule(r"(?:the\s+)?(?P<quarter>first|second|third|fourth)\s+quarter", _quarter, True, "range"),
)  # fmt: skip
