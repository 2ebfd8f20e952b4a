"""NegMAS YAML folders: a domain with ``issues``, and a file for each utility function.

A *domain* lists issues with ``name`` and ``values``: a list, or two ends where the type is
``ContiguousIssue`` (whole numbers) or ``ContinuousIssue`` (all numbers between). A *utility
function* is a ``LinearAdditiveUtilityFunction`` or ``LinearUtilityAggregationFunction`` with
``values`` (a function for each issue, in order or by name), ``weights``, ``bias`` and
``reserved_value``; or an ``AffineUtilityFunction`` or ``LinearUtilityFunction``, whose values are
the numbers of the issues themselves. Functions that can be read: ``TableFun``, ``IdentityFun``,
``LinearFun``, ``AffineFun``, ``ConstFun``, ``QuadraticFun`` and ``PolynomialFun``.

A package is worth the bias and the sum of weight times function over issues. A reserved value of
minus infinity, or none, is taken as 0, or as the least that a package can be worth where that is
less. What holds packed Python code (``LambdaFun``) is refused; nothing in a file is ever run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from detente.case import Case
from detente.interop import strictyaml
from detente.interop.domains.parts import (
    ForeignIssue,
    ForeignProfile,
    Reading,
    case_of,
    in_order,
    party_names,
    texts,
)
from detente.interop.strictyaml import Node, key_text

FORMAT = "negmas"
_ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction")
_AFFINE = ("AffineUtilityFunction", "LinearUtilityFunction")
_DISCOUNTED = ("LinDiscountedUFun", "ExpDiscountedUFun", "DiscountedUtilityFunction")
_TYPE_KEYS = ("type", "__python_class__", "$type")


@dataclass
class _File:
    path: Path
    root: Node

    @property
    def name(self) -> str:
        return str(self.path)


def is_root(root: Node) -> bool:
    """Tell whether a YAML document is of the format."""
    return is_domain(root) or "Utility" in _kind(root) or _kind(root).endswith("UFun")


def is_domain(root: Node) -> bool:
    """Tell whether a YAML document is a domain."""
    return isinstance(root.value, dict) and isinstance(
        getattr(root.value.get("issues"), "value", None), list
    )


def _kind(node: Node) -> str:
    """Return the type that an entry names, without the module it comes from."""
    if isinstance(node.value, dict):
        for key in _TYPE_KEYS:
            if key in node.value and isinstance(node.value[key].value, str):
                return str(node.value[key].value).rpartition(".")[2]
    return ""


def read(paths: Sequence[Path], title: str = "") -> Case:
    """Read a domain with its utility functions.

    Parameters
    ----------
    paths : sequence of Path
        Files of the format, one of them a domain.
    title : str
        Name of the case; else that in the domain.

    Raises
    ------
    FormatError
        If a file cannot be read or is not sound YAML.
    CaseError
        With every problem of their content.
    """
    reading = Reading(FORMAT)
    files = [_File(path, strictyaml.read(path)) for path in in_order(paths)]
    domains = [file for file in files if is_domain(file.root)]
    profiles = [file for file in files if not is_domain(file.root)]
    if len(domains) != 1:
        named = ", ".join(file.path.name for file in domains) or "none"
        reading.stop(f"one file with 'issues:' is needed; here is {named}", str(paths[0].parent))
    domain = domains[0]
    issues = [_issue(reading, domain, node) for node in domain.root.value["issues"].value]
    reading.check()
    names = party_names([(_text(file.root, "name"), file.path) for file in profiles])
    found = [
        _profile(reading, file, file.root, name, issues)
        for file, name in zip(profiles, names, strict=True)
    ]
    called = title or _text(domain.root, "name") or domain.path.stem
    return case_of(reading, called, issues, found, [f.path for f in (domain, *profiles)])


def _text(node: Node, key: str) -> str:
    inner = node.value.get(key) if isinstance(node.value, dict) else None
    return inner.value.strip() if inner is not None and isinstance(inner.value, str) else ""


def _at(node: Node) -> tuple[int, int]:
    return node.line, node.column


# -- Issues --------------------------------------------------------------------------------


def _issue(reading: Reading, file: _File, node: Node) -> ForeignIssue:
    fields = node.value if isinstance(node.value, dict) else {}
    name = key_text(fields["name"].value) if "name" in fields else ""
    values = fields.get("values")
    if not name or values is None:
        reading.problem("an issue needs 'name' and 'values'", file.name, _at(node))
        return ForeignIssue(name, ("",))
    kind, at = _kind(node), _at(values)
    if kind in ("ContinuousIssue", "ContiguousIssue") and isinstance(values.value, list):
        if len(values.value) != 2:
            reading.problem(f"the values of '{name}' are not two ends", file.name, at)
            return ForeignIssue(name, ("",))
        low, high = (
            reading.number(end.value, f"an end of '{name}'", file.name, _at(end))
            for end in values.value
        )
        step = 1.0 if kind == "ContiguousIssue" else 0.0
        numbers = reading.spread(low, high, step, f"'{name}'", file.name, at)
        return ForeignIssue(name, texts(numbers), numbers)
    if isinstance(values.value, int) and not isinstance(values.value, bool):  # how many, from 0
        numbers = reading.spread(0.0, values.value - 1.0, 1.0, f"'{name}'", file.name, at)
        return ForeignIssue(name, texts(numbers), numbers)
    listed = values.value if isinstance(values.value, list) else []
    if not listed or any(isinstance(each.value, dict | list) for each in listed):
        reading.problem(f"the values of '{name}' are no list of names", file.name, at)
        return ForeignIssue(name, ("",))
    found = tuple(key_text(each.value) for each in listed)
    if len(set(found)) < len(found):
        reading.problem(f"a value of '{name}' stands twice", file.name, at)
    given = [each.value for each in listed]
    if all(isinstance(x, int | float) and not isinstance(x, bool) for x in given):
        exact = tuple(reading.number(x, f"a value of '{name}'", file.name, at) for x in given)
        return ForeignIssue(name, found, exact)
    return ForeignIssue(name, found)


# -- Utility functions ---------------------------------------------------------------------


def _profile(
    reading: Reading, file: _File, node: Node, name: str, issues: Sequence[ForeignIssue]
) -> ForeignProfile:
    kind = _kind(node)
    if kind in _DISCOUNTED and "ufun" in node.value:
        reading.note("the discount is not used: no time passes here", file.name, _at(node))
        return _profile(reading, file, node.value["ufun"], name, issues)
    if kind not in (*_ADDITIVE, *_AFFINE):
        reading.problem(
            f"a '{kind}' cannot be read", file.name, _at(node),
            hint=f"only additive ones can: {', '.join((*_ADDITIVE, *_AFFINE))}",
        )  # fmt: skip
        return ForeignProfile(name, {}, {})
    fields: Mapping[str, Node] = node.value
    given = _by_issue(reading, file, fields.get("weights"), issues, "weights", node)
    weights = {
        key: reading.number(w.value, f"the weight of '{key}'", file.name, _at(w))
        for key, w in given.items()
    }
    if kind in _ADDITIVE:
        functions = _by_issue(reading, file, fields.get("values"), issues, "values", node)
        scores = {i.name: _scores(reading, file, functions[i.name], i) for i in issues if functions}
    else:
        scores = {i.name: _numbers(reading, file, node, i) for i in issues}
    bias = fields.get("bias")
    constant = 0.0
    if bias is not None and bias.value is not None:
        constant = reading.number(bias.value, "the bias", file.name, _at(bias))
    least = constant + sum(
        min(weights.get(key, 0.0) * score for score in listed) for key, listed in scores.items()
    )
    kept = _reservation(reading, file, fields.get("reserved_value"), least)
    return ForeignProfile(name, weights, scores, kept, constant)


def _by_issue(
    reading: Reading,
    file: _File,
    node: Node | None,
    issues: Sequence[ForeignIssue],
    what: str,
    owner: Node,
) -> dict[str, Node]:
    """Return what is said of each issue, be it in the order of issues or by their names."""
    names = [issue.name for issue in issues]
    if node is not None and isinstance(node.value, list) and len(node.value) == len(names):
        return dict(zip(names, node.value, strict=True))
    if node is not None and isinstance(node.value, dict) and set(node.value) == set(names):
        return {name: node.value[name] for name in names}
    message = f"'{what}' has to hold one entry for each of the {len(names)} issues"
    reading.problem(message, file.name, _at(node or owner))
    return {}


def _numbers(reading: Reading, file: _File, node: Node, issue: ForeignIssue) -> tuple[float, ...]:
    if issue.numbers is not None:
        return issue.numbers
    reading.problem(f"the values of '{issue.name}' are no numbers", file.name, _at(node))
    return (0.0,) * len(issue.values)


def _scores(reading: Reading, file: _File, node: Node, issue: ForeignIssue) -> tuple[float, ...]:
    kind = _kind(node)
    if kind == "TableFun" or (not kind and isinstance(node.value, dict)):
        return _table(reading, file, node, issue)
    if kind == "ConstFun":
        bias = node.value.get("bias", Node(0.0, *_at(node)))
        constant = reading.number(bias.value, f"the bias of '{issue.name}'", file.name, _at(bias))
        return (constant,) * len(issue.values)
    function = _function(reading, file, node, issue) if kind else None
    if function is None:
        code = kind == "LambdaFun"
        reading.problem(
            f"'{issue.name}' is valued by packed Python code, which is never run"
            if code
            else f"'{issue.name}' is valued by a '{kind}', which cannot be read",
            file.name,
            _at(node),
            hint="write its values as a TableFun",
        )
        return (0.0,) * len(issue.values)
    return tuple(function(x) for x in _numbers(reading, file, node, issue))


def _table(reading: Reading, file: _File, node: Node, issue: ForeignIssue) -> tuple[float, ...]:
    table = node.value.get("mapping", node)
    fields = table.value if isinstance(table.value, dict) else {}
    given = {_spelling(key): entry for key, entry in fields.items()}
    found = []
    for value in issue.values:
        entry = given.get(_spelling(value))
        if entry is None:
            reading.problem(f"'{value}' of '{issue.name}' has no value", file.name, _at(table))
            return (0.0,) * len(issue.values)
        found.append(reading.number(entry.value, f"what '{value}' is worth", file.name, _at(entry)))
    return tuple(found)


def _spelling(key: str) -> str:
    """Return a key as one spelling, so that 1 and 1.0 are the same."""
    try:
        return key_text(float(key))
    except ValueError:
        return key


def _function(
    reading: Reading, file: _File, node: Node, issue: ForeignIssue
) -> Callable[[float], float] | None:
    def field(key: str, default: float) -> float:
        entry = node.value.get(key)
        if entry is None:
            return default
        return reading.number(entry.value, f"{key} of '{issue.name}'", file.name, _at(entry))

    kind = _kind(node)
    if kind == "IdentityFun":
        powers = [0.0, 1.0]
    elif kind in ("LinearFun", "AffineFun"):
        powers = [field("bias", 0.0), field("slope", 1.0)]
    elif kind == "QuadraticFun":
        powers = [field("bias", 0.0), field("a1", 0.0), field("a2", 0.0)]
    elif kind == "PolynomialFun":
        listed = node.value.get("coefficients")
        entries = listed.value if listed is not None and isinstance(listed.value, list) else []
        what = f"a coefficient of '{issue.name}'"
        higher = [reading.number(e.value, what, file.name, _at(e)) for e in entries]
        powers = [field("bias", 0.0), *higher]
    else:
        return None
    return lambda x: math.fsum(factor * x**power for power, factor in enumerate(powers))


def _reservation(reading: Reading, file: _File, node: Node | None, least: float) -> float:
    given: Any = None if node is None else node.value
    if given is None or given == -math.inf:
        return min(0.0, least)
    assert node is not None
    return reading.number(given, "the reserved value", file.name, _at(node))


# -- Writing -------------------------------------------------------------------------------


def written(
    issues: Sequence[ForeignIssue],
    profiles: Sequence[ForeignProfile],
    file_names: Mapping[str, str],
    title: str,
) -> dict[str, str]:
    """Return the files of a domain: text by file name.

    Parameters
    ----------
    issues : sequence of ForeignIssue
    profiles : sequence of ForeignProfile
    file_names : mapping of str to str
        By profile, what its file is called, without suffix.
    title : str
    """
    domain = {
        "name": title,
        "type": "CartesianOutcomeSpace",
        "issues": [_written_issue(issue) for issue in issues],
    }
    files = {"domain.yml": _dumped(domain)}
    for profile in profiles:
        files[f"{file_names[profile.name]}.yml"] = _dumped(
            {
                "type": "LinearAdditiveUtilityFunction",
                "name": profile.name,
                "reserved_value": profile.reservation,
                "weights": [profile.weights.get(issue.name, 0.0) for issue in issues],
                "bias": profile.constant,
                "values": [
                    {
                        "type": "TableFun",
                        "mapping": dict(zip(_keys(issue), profile.scores[issue.name], strict=True)),
                    }
                    for issue in issues
                ],
            }
        )
    return files


def _written_issue(issue: ForeignIssue) -> dict[str, Any]:
    keys = _keys(issue)
    kind = "CategoricalIssue" if issue.numbers is None else "DiscreteCardinalIssue"
    return {"name": issue.name, "type": kind, "values": keys}


def _keys(issue: ForeignIssue) -> list[Any]:
    if issue.numbers is None:
        return list(issue.values)
    return [int(x) if x.is_integer() else x for x in issue.numbers]


def _dumped(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
