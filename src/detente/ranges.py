"""Numbers that are known, or known to lie somewhere, and what is drawn for them."""

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


@dataclass(frozen=True, slots=True)
class Share:
    """A mean over draws, often a share of them, and its standard error.

    Of a share that is 0 or 1 in all draws, whose standard error says nothing, `bound` is how great,
    or how small, the chance may well be: the end of the exact one-sided confidence interval of 95%
    (Clopper and Pearson 1934), which for n draws is close to 3/n.
    """

    mean: float
    error: float
    bound: float | None = None

    def to_dict(self) -> dict[str, float | None]:
        """Return it as JSON-ready fields."""
        return {"mean": self.mean, "error": self.error, "bound": self.bound}


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers that belong to a name."""
    words = np.frombuffer(sha256(name.encode()).digest(), "<u4").tolist()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))
