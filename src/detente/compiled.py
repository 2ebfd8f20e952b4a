"""Loops that numba compiles for large cases and that plain Python runs for small ones.

A kernel is written once, in the part of Python that numba understands. Compiling costs seconds
and importing numba a third of one, which a case of a few hundred states must not pay; so a
kernel runs as it stands until the case is large.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np

WORTH_COMPILING = 1 << 12
"""States (or points) from which compiled loops pay for themselves, the import of numba included."""

Loop = Callable[..., None]
_Helper = TypeVar("_Helper", bound=Callable[..., Any])


_helpers: list[Callable[..., Any]] = []
_registering = Lock()


def helper(function: _Helper) -> _Helper:
    """Let kernels of the same file call a function: as it stands, or compiled with them."""
    _helpers.append(function)
    return function


def kernel(function: Loop) -> Callable[[bool], Loop]:
    """Make a function available in two forms: ``kernel(False)`` plain, ``kernel(True)`` compiled.

    Compiled kernels release the interpreter lock and are cached on disk where that is possible.
    """

    @functools.wraps(function)
    @functools.lru_cache(maxsize=2)
    def form(compiled: bool) -> Loop:
        return _compile(function) if compiled else _plain(function)

    return form


def _plain(function: Loop) -> Loop:
    """Give a loop the memory of its arrays: Python gets at single numbers there twice as fast."""

    @functools.wraps(function)
    def run(*arguments: Any) -> None:
        function(*(a.data if isinstance(a, np.ndarray) else a for a in arguments))

    return run


def _compile(function: Loop) -> Loop:
    import numba
    from numba.extending import register_jitable

    with _registering:
        while _helpers:
            register_jitable(_helpers.pop())
    try:
        machine: Any = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep a cache: a read-only installation without a home
        machine = numba.njit(nogil=True)(function)
    return cast(Loop, machine)


@functools.cache
def can_compile() -> bool:
    """Tell whether numba is installed (the extra ``detente[speed]``)."""
    return importlib.util.find_spec("numba") is not None


def large(states: int) -> bool:
    """Tell whether a case of so many states should run compiled."""
    return states >= WORTH_COMPILING


def worth_compiling(states: int) -> bool:
    """Tell whether a case of so many states should run compiled, and can."""
    return large(states) and can_compile()
