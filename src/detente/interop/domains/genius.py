"""GENIUS XML: a domain and its profiles.

A *domain* is a ``<negotiation_template>``, or a ``<utility_space>`` without weights and
evaluations; a *profile* is a ``<utility_space>`` with them. In both an ``<objective>``, which may
hold others, lists ``<issue>`` elements of type ``discrete`` (with ``<item value=… evaluation=…>``),
``integer`` or ``real`` (with bounds and an ``<evaluator>``).

What a package is worth, as the program reckons it: the sum, over issues, of the weight of the
issue (the ``<weight>`` of the same index) times the evaluation of its value; that of

- an item is divided by the largest evaluation of the issue (0 where that is below 0.00001);
- an integer x is ``offset + slope * (x - lowerbound)``, held between 0 and 1;
- a real x is ``parameter0 + parameter1 * x``, held between 0 and 1, or ``parameter0`` where the
  evaluator is constant.

The reservation value is 0 where none is given. Discounts are noted and not used. A package that
would be worth more than 1 counts for 1 in that program; here sums are not cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from detente.case import Case
from detente.interop import strictxml
from detente.interop.domains.parts import (
    ForeignIssue,
    ForeignProfile,
    Reading,
    case_of,
    in_order,
    party_names,
    texts,
)
from detente.interop.strictxml import Element

FORMAT = "genius"
_SMALLEST = 1e-5
"""A largest evaluation below it counts as none."""
_TYPES = ("discrete", "integer", "real")


@dataclass
class _File:
    """A file of the format: where its utility space starts, and whether it is a profile."""

    path: Path
    space: Element
    is_profile: bool

    @property
    def name(self) -> str:
        return str(self.path)


def is_root(root: Element) -> bool:
    """Tell whether an XML document is of the format."""
    return root.tag in ("negotiation_template", "utility_space")


def read(paths: Sequence[Path], title: str = "") -> Case:
    """Read a domain with its profiles, or profiles that name the issues themselves.

    Parameters
    ----------
    paths : sequence of Path
        Files of the format, at most one of them a domain.
    title : str
        Name of the case; else that of the domain's file.

    Raises
    ------
    FormatError
        If a file cannot be read or is not sound XML.
    CaseError
        With every problem of their content.
    """
    reading = Reading(FORMAT)
    files = [_opened(reading, path) for path in in_order(paths)]
    domains = [file for file in files if not file.is_profile]
    profiles = [file for file in files if file.is_profile]
    if len(domains) > 1:
        named = ", ".join(file.path.name for file in domains)
        reading.stop(
            f"several domains are here: {named}", domains[1].name, hint="name one of the files"
        )
    source = (domains or profiles)[0]
    reading.check()
    issues = list(_issues(reading, source))
    names = party_names([("", file.path) for file in profiles])
    found = [
        _profile(reading, file, name, issues) for file, name in zip(profiles, names, strict=True)
    ]
    used = [*domains, *profiles]
    return case_of(reading, title or source.path.stem, issues, found, [f.path for f in used])


def fellows(path: Path) -> list[Path]:
    """Return the files that belong to one that the user named.

    To a domain belong the profiles beside it; a profile stands for itself.
    """
    own = _opened(Reading(FORMAT), path)
    if own.is_profile:
        return [path]
    found = [path]
    for other in in_order(path.parent.glob("*.xml")):
        if other.name != path.name and other.is_file():
            root = strictxml.read(other)
            if is_root(root) and _is_profile(root):
                found.append(other)
    return found


def _opened(reading: Reading, path: Path) -> _File:
    root = strictxml.read(path)
    if not is_root(root):
        at = (root.line, root.column)
        reading.stop(
            f"<{root.tag}> is no GENIUS domain or profile",
            str(path),
            at,
            hint="a scenario of KTAB begins with <Scenario>",
        )
    spaces = (
        [root, *root.all("utility_space")]
        if root.tag == "utility_space"
        else list(root.all("utility_space"))
    )
    if not spaces:
        reading.stop("there is no <utility_space>", str(path), (root.line, root.column))
    return _File(path, spaces[0], _is_profile(root))


def _is_profile(root: Element) -> bool:
    """Tell whether a document is a utility space that values something."""
    if root.tag == "negotiation_template":
        return False
    return any(
        element.tag in ("weight", "evaluator", "utility_function", "reservation")
        or (element.tag == "item" and "evaluation" in element.attributes)
        for element in root.walk()
    )


# -- Issues --------------------------------------------------------------------------------


def _elements(reading: Reading, file: _File) -> Iterator[Element]:
    """Yield the issues of a file, those of inner objectives where these stand."""
    for element in file.space.walk():
        if element.tag in ("utility_function", "hyperRectangle"):
            reading.stop(
                "the utilities are not additive: they depend on combinations of values",
                file.name,
                (element.line, element.column),
                hint="only linear utility spaces can be read",
            )
        if element.tag == "issue":
            yield element


def _type(issue: Element) -> str:
    named = issue.attributes.get("type", "discrete").lower()
    return issue.attributes.get("vtype", "discrete").lower() if named == "issue" else named


def _issues(reading: Reading, file: _File) -> Iterator[ForeignIssue]:
    seen: set[str] = set()
    for element in _elements(reading, file):
        at = (element.line, element.column)
        name = element.attributes.get("name", "").strip()
        if not name or name in seen:
            what = (
                f"the issue '{name}' stands here a second time" if name else "an issue has no name"
            )
            reading.problem(what, file.name, at)
            continue
        seen.add(name)
        yield _issue(reading, file, element, name)


def _issue(reading: Reading, file: _File, element: Element, name: str) -> ForeignIssue:
    at = (element.line, element.column)
    kind = _type(element)
    if kind not in _TYPES:
        reading.problem(
            f"the issue '{name}' is of type '{kind}'", file.name, at,
            hint="discrete, integer and real can be read",
        )  # fmt: skip
        return ForeignIssue(name, ("",))
    items = list(element.all("item"))
    if items or kind == "discrete":
        return ForeignIssue(name, tuple(_values(reading, file, items, name)))
    bounds = _bounds(reading, file, element, f"the issue '{name}'")
    numbers = reading.spread(*bounds, 1.0 if kind == "integer" else 0.0, f"'{name}'", file.name, at)
    return ForeignIssue(name, texts(numbers), numbers)


def _values(reading: Reading, file: _File, items: Sequence[Element], name: str) -> Iterator[str]:
    seen: set[str] = set()
    for item in items:
        value = item.attributes.get("value", "").strip()
        if not value or value in seen:
            what = f"the value '{value}' of '{name}' stands here a second time"
            reading.problem(
                what if value else f"a value of '{name}' has no name",
                file.name,
                (item.line, item.column),
            )
            continue
        seen.add(value)
        yield value


def _bounds(reading: Reading, file: _File, issue: Element, what: str) -> tuple[float, float]:
    holder = next(issue.all("range"), issue)
    at = (holder.line, holder.column)
    low, high = (
        reading.number(holder.attributes.get(end), f"the {end} of {what}", file.name, at)
        for end in ("lowerbound", "upperbound")
    )
    return low, high


# -- Profiles ------------------------------------------------------------------------------


def _profile(
    reading: Reading, file: _File, name: str, issues: Sequence[ForeignIssue]
) -> ForeignProfile:
    own = {e.attributes.get("name", "").strip(): e for e in _elements(reading, file)}
    by_index = {
        element.attributes.get("index"): element
        for element in file.space.walk()
        if element.tag == "weight"
    }
    weights: dict[str, float] = {}
    scores: dict[str, tuple[float, ...]] = {}
    divided: list[str] = []
    for issue in issues:
        element = own.pop(issue.name, None)
        if element is None:
            hint = "a profile has the issues of its domain, by the same names"
            reading.problem(f"there is no issue '{issue.name}'", file.name, hint=hint)
            continue
        weight = by_index.get(element.attributes.get("index"))
        if weight is None:
            reading.note(f"'{issue.name}' has no weight, which counts as 0", file.name)
            weights[issue.name] = 0.0
        else:
            what, at = f"the weight of '{issue.name}'", (weight.line, weight.column)
            given = weight.attributes.get("value")
            weights[issue.name] = reading.number(given, what, file.name, at)
        items = list(element.all("item"))
        if items or _type(element) == "discrete":
            scores[issue.name] = _discrete(reading, file, element, issue, divided)
        else:
            scores[issue.name] = _numeric(reading, file, element, issue)
    for other, element in own.items():
        at = (element.line, element.column)
        reading.problem(f"the domain has no issue '{other}'", file.name, at)
    if divided:
        listed = ", ".join(f"'{each}'" for each in divided[:3]) + (", …" if divided[3:] else "")
        reading.note(f"evaluations are divided by the largest of their issue ({listed})", file.name)
    return ForeignProfile(name, weights, scores, _reservation(reading, file))


def _discrete(
    reading: Reading, file: _File, element: Element, issue: ForeignIssue, divided: list[str]
) -> tuple[float, ...]:
    given: dict[str, float] = {}
    for item in element.all("item"):
        value, at = item.attributes.get("value", "").strip(), (item.line, item.column)
        evaluation = item.attributes.get("evaluation", "null")
        if evaluation != "null":
            what = f"the evaluation of '{value}'"
            given[value] = reading.number(evaluation, what, file.name, at)
        if value not in issue.values:
            reading.problem(f"'{issue.name}' has no value '{value}' in the domain", file.name, at)
    for value in issue.values:
        if value not in given:
            at = (element.line, element.column)
            reading.problem(f"'{value}' of '{issue.name}' has no evaluation", file.name, at)
    most = max(given.values(), default=0.0)
    if most < _SMALLEST:
        return (0.0,) * len(issue.values)
    if most != 1.0:
        divided.append(issue.name)
    return tuple(given.get(value, 0.0) / most for value in issue.values)


def _numeric(
    reading: Reading, file: _File, element: Element, issue: ForeignIssue
) -> tuple[float, ...]:
    at = (element.line, element.column)
    if issue.numbers is None:
        reading.problem(f"the values of '{issue.name}' are no numbers in the domain", file.name, at)
        return (0.0,) * len(issue.values)
    evaluator = next(element.all("evaluator"), None)
    if evaluator is None:
        reading.problem(f"'{issue.name}' has no evaluator", file.name, at)
        return (0.0,) * len(issue.values)
    kind = evaluator.attributes.get("ftype", "linear").lower()
    at = (evaluator.line, evaluator.column)

    def parameter(key: str) -> float:
        what = f"the {key} of '{issue.name}'"
        return reading.number(evaluator.attributes.get(key), what, file.name, at)

    if kind not in ("linear", "constant"):
        reading.problem(
            f"'{issue.name}' is evaluated by a '{kind}' function", file.name, at,
            hint="linear and constant ones can be read",
        )  # fmt: skip
        return (0.0,) * len(issue.values)
    if kind == "constant":
        return (parameter("parameter0"),) * len(issue.values)
    if "slope" in evaluator.attributes:
        low, slope, offset = issue.numbers[0], parameter("slope"), parameter("offset")
    else:
        low, slope, offset = 0.0, parameter("parameter1"), parameter("parameter0")
    return tuple(min(1.0, max(0.0, offset + slope * (x - low))) for x in issue.numbers)


def _reservation(reading: Reading, file: _File) -> float:
    found = 0.0
    for element in file.space.walk():
        at = (element.line, element.column)
        given = element.attributes.get("value")
        if element.tag == "reservation":
            found = reading.number(given, "the reservation value", file.name, at)
        elif element.tag == "discount_factor":
            discount = reading.number(given, "the discount factor", file.name, at)
            if 0 < discount < 1:
                message = f"the discount factor {discount:g} is not used: no time passes here"
                reading.note(message, file.name, at)
    return found


# -- Writing -------------------------------------------------------------------------------


def written(
    issues: Sequence[ForeignIssue],
    labels: Mapping[str, Sequence[str]],
    profiles: Sequence[ForeignProfile],
    title: str,
) -> dict[str, str]:
    """Return the files of a domain: text by file name.

    Parameters
    ----------
    issues : sequence of ForeignIssue
    labels : mapping of str to sequence of str
        By issue, names for people of its values: their descriptions.
    profiles : sequence of ForeignProfile
        With scores of 0 and more, and no constant.
    title : str
    """
    files = {"domain.xml": _template(issues, labels, title)}
    for profile in profiles:
        files[f"{profile.name}.xml"] = _space(issues, profile)
    return files


def _opening(issues: Sequence[ForeignIssue], title: str) -> list[str]:
    kinds = 'etype="objective" type="objective" description=""'
    return [
        f'<utility_space number_of_issues="{len(issues)}">',
        f'<objective index="0" {kinds} name={quoteattr(title)}>',
    ]


def _tag(issue: ForeignIssue, index: int) -> str:
    kinds = 'etype="discrete" type="discrete" vtype="discrete"'
    return f'<issue index="{index}" {kinds} name={quoteattr(issue.name)}>'


def _template(
    issues: Sequence[ForeignIssue], labels: Mapping[str, Sequence[str]], title: str
) -> str:
    lines = ['<negotiation_template number_of_sessions="1">', *_opening(issues, title)]
    for index, issue in enumerate(issues, start=1):
        lines.append(_tag(issue, index))
        lines += [
            f'  <item index="{k}" value={quoteattr(value)} description={quoteattr(label)} />'
            for k, (value, label) in enumerate(
                zip(issue.values, labels[issue.name], strict=True), start=1
            )
        ]
        lines.append("</issue>")
    return "\n".join([*lines, "</objective>", "</utility_space>", "</negotiation_template>", ""])


def _space(issues: Sequence[ForeignIssue], profile: ForeignProfile) -> str:
    lines, weights = _opening(issues, profile.name), []
    for index, issue in enumerate(issues, start=1):
        scores = profile.scores.get(issue.name, (0.0,) * len(issue.values))
        most = max(scores)
        # reading divides by the largest evaluation: the weight makes up for that
        weight = profile.weights.get(issue.name, 0.0) * (most if most >= _SMALLEST else 0.0)
        weights.append(f'<weight index="{index}" value="{weight!r}" />')
        lines.append(_tag(issue, index))
        lines += [
            f'  <item index="{k}" value={quoteattr(value)} evaluation="{score!r}" />'
            for k, (value, score) in enumerate(zip(issue.values, scores, strict=True), start=1)
        ]
        lines.append("</issue>")
    reservation = f'<reservation value="{profile.reservation!r}" />'
    closing = ["</objective>", '<discount_factor value="1.0" />', reservation]
    return "\n".join([*lines, *weights, *closing, "</utility_space>", ""])
