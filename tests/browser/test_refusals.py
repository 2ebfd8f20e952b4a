"""What the workbench refuses, and what it never does, seen from a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from browsing import MISSING

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_without_a_browser_one_line_says_what_did_not_run() -> None:
    """The same tests on a machine without Chromium are left out, and that is told once."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", Path(__file__).parent],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": ""},
        timeout=120,
        check=True,
    )
    (told,) = [line for line in run.stdout.splitlines() if MISSING in line]
    assert re.match(r"SKIPPED \[\d+\] tests/browser: ", told)
