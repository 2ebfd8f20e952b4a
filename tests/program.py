"""What a run of the program gave."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Result]


def words(result: Result) -> str:
    """Return what a run told in words, which fit into 80 columns."""
    assert result.code == 0, result.err
    assert max(len(line) for line in result.out.splitlines()) <= 80
    return " ".join(result.out.split())


def answer(result: Result) -> dict[str, Any]:
    """Return the JSON object that a run printed."""
    assert result.code == 0, result.err
    found: dict[str, Any] = json.loads(result.out)
    return found
