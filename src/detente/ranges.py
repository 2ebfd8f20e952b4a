"""Numbers that are known, or known to lie somewhere, and random numbers that belong to a name."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from detente.errors import ModelError


@dataclass(frozen=True, slots=True)
class Range:
    """A number that is known, or known to lie somewhere.

    Parameters
    ----------
    low, high : float
        Between which it lies, both included.
    best : float or None
        The author's best guess; None where there is none.

    Raises
    ------
    ModelError
        If it is empty, or the guess lies outside.

    Examples
    --------
    >>> Range.exactly(0.4).known, Range(0.2, 0.6, best=0.3).known
    (True, False)
    """

    low: float
    high: float
    best: float | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ModelError(f"no number lies between {self.low:g} and {self.high:g}")
        if self.best is not None and not self.low <= self.best <= self.high:
            raise ModelError(
                f"{self.best:g} does not lie between {self.low:g} and {self.high:g}",
                hint="a best guess lies in its range",
            )

    @classmethod
    def exactly(cls, number: float) -> Range:
        """Return the range of one number."""
        return cls(number, number)

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def centre(self) -> float:
        """The best guess, or the middle where there is none."""
        return (self.low + self.high) / 2 if self.best is None else self.best


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers that belong to a name."""
    words = np.frombuffer(sha256(name.encode()).digest(), "<u4").tolist()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))
