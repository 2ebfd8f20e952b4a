"""Graph-model conflict analysis of negotiations: one case file in, findings and a brief out.

>>> import detente
>>> detente.load("japan-russia").title                                    # doctest: +SKIP
'Japan–Russia peace treaty'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case import Case
    from detente.conflict.analysis import analyse
    from detente.conflict.model import Conflict
    from detente.errors import DetenteError
    from detente.loading import load

__version__ = "0.1.0"

__all__ = ["Case", "Conflict", "DetenteError", "__version__", "analyse", "load"]

# Loaded when first asked for, so that `import detente` costs next to nothing.
_HOMES = {
    "Case": "detente.case",
    "Conflict": "detente.conflict.model",
    "DetenteError": "detente.errors",
    "analyse": "detente.conflict.analysis",
    "load": "detente.loading",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "conflict":  # the subpackage, without a separate import
        return import_module("detente.conflict")
    raise AttributeError(f"module 'detente' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
