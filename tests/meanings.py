"""What a condition means, one state at a time."""

from __future__ import annotations

from collections.abc import Mapping

from detente.conditions import Condition


def truth(
    condition: Condition, state: Mapping[str, bool], terms: Mapping[str, Condition] | None = None
) -> bool:
    """Whether a condition holds in one state, straight from what the words mean."""
    terms = terms or {}
    if condition.op == "name" and condition.name in terms:
        return truth(terms[condition.name], state, terms)
    values = [truth(arg, state, terms) for arg in condition.args]
    match condition.op:
        case "name":
            return state[condition.name]
        case "const":
            return condition.count == 1
        case "not":
            return not values[0]
        case "and":
            return all(values)
        case "or":
            return any(values)
        case "xor":
            return values[0] != values[1]
        case "implies":
            return values[1] if values[0] else True
        case "iff":
            return values[0] == values[1]
        case "exactly":
            return values.count(True) == condition.count
        case "at_most":
            return values.count(True) <= condition.count
        case "at_least":
            return values.count(True) >= condition.count
    raise AssertionError(condition.op)
