"""Colours that can be read, in light and in dark, and on paper."""

from __future__ import annotations

import re

import pytest

from detente.brief.brief import style

STYLE = style()

TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "accent", "mark") for ground in ("paper", "faint")),
    *((ink, "sheet") for ink in ("ink", "soft", *(f"p{k}" for k in range(8)))),
    *((f"p{k}", "paper") for k in range(8)),
    *((grade, "paper") for grade in ("firm", "guarded", "weak", "none")),
    *((grade, f"{grade}-fill") for grade in ("firm", "guarded", "weak", "none")),
    *((ink, f"{grade}-fill") for ink in ("ink", "soft") for grade in ("firm", "guarded", "weak")),
    ("guarded", "firm-fill"),
    ("paper", "ink"),
]
LINES = [
    *((f"{grade}-line", "sheet") for grade in ("firm", "guarded", "none")),
    *((f"{grade}-line", ground) for grade in ("firm", "none") for ground in ("paper", "firm-fill")),
    *(
        (line, ground)
        for line in ("guarded-line", "accent", "ink")
        for ground in ("paper", "faint")
    ),
]


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of each theme by name."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.S)[:2]
    colours = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text)) for text in (light, dark)]
    assert colours[0].keys() == colours[1].keys()
    return {"light": colours[0], "dark": colours[1]}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme: str) -> None:
    colours = themes()[theme]
    for ink, ground in TEXT:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for line, ground in LINES:
        assert contrast(colours[line], colours[ground]) >= 3.0, (line, ground)


def test_paper_is_never_dark() -> None:
    assert "@media screen and (prefers-color-scheme: dark)" in STYLE
    assert "@media print" in STYLE
    assert "details::details-content" in STYLE


def test_nothing_comes_from_elsewhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "</" not in STYLE
