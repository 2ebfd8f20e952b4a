"""GMCR+ files (``.gmcr``): graph models as that program saves them.

The format is one JSON object. What of it is analysed:

- ``options`` with ``name`` and ``permittedDirection`` (``both``, ``fwd``: only from not taken to
  taken, ``back``: only from taken to not taken);
- ``decisionMakers`` with ``name``, ``options`` (indices), and either ``preferences`` (conditions,
  the most important first) or, where ``useManualPreferenceRanking`` is true,
  ``preferenceRanking`` (state numbers, best first, ties in an inner list);
- ``infeasibles``, conditions.

A condition is a list of ``[option index, "Y" or "N"]`` that hold together, or
``{"compound": true, "members": […]}``, conditions of which one holds. An *empty* condition is
read as a line the author has not filled in: as a preference it always holds and so changes
nothing; among ``infeasibles``, where "always" would leave no state at all, it is passed over, with
a note.

States are numbered as everywhere in detente, which is how that program numbers them too: options
regrouped by decision maker, the first one least significant, feasible combinations ascending
from 1.

``misperceptions`` of a decision maker are conditions that it believes cannot occur, beside the
``infeasibles``: the part ``infeasible`` of its view (`detente.conflict.views`).

Coalitions, the preferences of the kind that is not in use, and every field unknown here are kept in ``case.foreign["gmcr"]`` and written back, but not analysed; the case's
warnings say so. ``payoffs`` follow from the preferences: they are not read, and are made anew on
writing. Two older keys, ``useManualPreferenceVectors`` and ``preferenceVector``, are understood
and written under their present names.

The format was worked out from published files of case studies, not from the program.
"""

from detente.interop.gmcr.extras import GmcrExtras, extras_of
from detente.interop.gmcr.reading import loads, read
from detente.interop.gmcr.writing import dumps, left_out, write

__all__ = ["GmcrExtras", "dumps", "extras_of", "left_out", "loads", "read", "write"]
