"""How many examples a property is tried on where the profile's number is not right for it."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

QUICK = 5
"""Examples in the quick profile."""


def examples(count: int) -> Any:
    """Return settings for so many examples, or a quarter in the quick profile, at most `QUICK`.

    What is said beside a test would otherwise win over the profile.
    """
    quick = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
    return settings(max_examples=min(max(count // 4, 1), QUICK) if quick else count)
