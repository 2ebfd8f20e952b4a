"""Settings shared by all tests.

Hypothesis runs under one of three profiles. ``dev`` is the default: enough examples to notice most
slips, new ones on every run. ``quick`` tries a few, for ``make check`` between two edits. ``ci``
tries more of them and always the same ones, so that a red run can be repeated; it is taken where
the environment says ``CI``. ``HYPOTHESIS_PROFILE`` overrides them. None has a deadline: how long
one example takes is the benchmarks' business.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from examples import QUICK

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("quick", max_examples=QUICK, deadline=None)
settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def _profile() -> str:
    """Return the name of the profile that the environment asks for."""
    asked = os.environ.get("HYPOTHESIS_PROFILE")
    if asked:
        return asked
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return "ci" if in_ci else "dev"


settings.load_profile(_profile())
