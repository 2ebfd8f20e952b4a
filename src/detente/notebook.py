"""What results have in common: how a notebook shows them, and tables for pandas.

The pictures are the brief's, whose room is imported when one is asked for: it stands above those
of the results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from detente.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd


class Shown:
    """A result that a notebook shows as it is shown in a brief."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return the answer with its chart and table, for notebooks."""
        from detente.brief.notebook import to_html

        return to_html(self)


class _Rows(Protocol):
    def rows(self) -> Iterable[Mapping[str, Any]]: ...


class Listed:
    """A result whose `rows` make a table."""

    __slots__ = ()

    def to_frame(self: _Rows) -> pd.DataFrame:
        """Return `rows` as a pandas data frame.

        Raises
        ------
        MissingExtraError
            If pandas is not installed (the extra ``detente[frames]``).
        """
        return frame(self.rows())


def frame(rows: Iterable[Mapping[str, Any]], index: str = "") -> pd.DataFrame:
    """Return flat records as a pandas data frame.

    Parameters
    ----------
    rows : iterable of mapping
    index : str
        The column to index it by; a running number where it is empty.

    Raises
    ------
    MissingExtraError
        If pandas is not installed (the extra ``detente[frames]``).
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError(
            "data frames need pandas", hint="pip install 'detente[frames]'"
        ) from error
    made = pd.DataFrame(list(rows))
    return made.set_index(index) if index else made
