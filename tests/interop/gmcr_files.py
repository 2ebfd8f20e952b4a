"""Made-up ``.gmcr`` files: nobody's dispute, every corner of the format."""

from __future__ import annotations

import copy
import json
from typing import Any

# Two reservoirs, three decision makers; options interleaved between them, "Full" owned by two.
DAM: dict[str, Any] = {
    "options": [
        {"name": "Full", "permittedDirection": "both"},  # upstream
        {"name": "Release water", "permittedDirection": "fwd"},  # downstream
        {"name": "Half", "permittedDirection": "back", "colour": "blue"},  # upstream
        {"name": "Full", "permittedDirection": "both"},  # downstream
        {"name": "and", "permittedDirection": "both"},  # the court
    ],
    "decisionMakers": [
        {
            "name": "Upstream Côté",
            "options": [0, 2],
            "preferences": [
                [[3, "N"]],
                {"compound": True, "members": [[[0, "Y"], [4, "N"]], [[2, "Y"]]]},
                [[0, "Y"]],
            ],
            "preferenceRanking": [],
            "misperceptions": [[[1, "Y"]]],
            "payoffs": [3, 1],
        },
        {
            "name": "Downstream",
            "options": [1, 3],
            "preferences": [[[3, "Y"]], [[1, "N"]]],
            "preferenceRanking": [],
            "misperceptions": [],
            "mood": {"today": "sour"},
        },
        {
            "name": "The court / “La cour”",
            "options": [4],
            "preferences": [[[4, "N"]], []],
            "preferenceRanking": [],
            "misperceptions": [],
        },
    ],
    "infeasibles": [[[0, "Y"], [2, "Y"]], [[1, "Y"], [4, "Y"]]],
    "useManualPreferenceRanking": False,
    "coalitions": [0, [1, 2]],
    "program": "a program",
    "version": "0.4",
    "windowSize": [800, 600],
}

# One option each; the second party's ranking has a tie.
FERRY: dict[str, Any] = {
    "options": [
        {"name": "Sail", "permittedDirection": "both"},
        {"name": "Strike", "permittedDirection": "both"},
    ],
    "decisionMakers": [
        {
            "name": "Line",
            "options": [0],
            "preferences": [[[1, "N"]]],
            "preferenceRanking": [2, 1, 4, 3],
            "misperceptions": [],
        },
        {
            "name": "Crew",
            "options": [1],
            "preferences": [],
            "preferenceRanking": [4, [1, 3], 2],
            "misperceptions": [],
        },
    ],
    "infeasibles": [],
    "useManualPreferenceRanking": True,
    "coalitions": [],
    "program": "a program",
    "version": "0.4",
}


def changed(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a deep copy with the entry at a dotted path replaced; ``…`` removes it."""
    result = copy.deepcopy(data)
    holder: Any = result
    *steps, last = [int(s) if s.isdecimal() else s for s in path.split(".")]
    for s in steps:
        holder = holder[s]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return result


def text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)
