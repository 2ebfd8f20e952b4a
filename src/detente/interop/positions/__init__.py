"""Who stands where, in files of other programs: KTAB's CSV and XML, and those of DECIDE.

| module | what |
| --- | --- |
| `found` | whether a file is one of these, and the case in it |
| `parts` | what all amount to, and the case made of it |
| `ktab_csv`, `ktab_xml` | scenarios of the KAPSARC Toolkit for Behavioral Analysis, in and out |
| `decide` | files with lines ``#A``, ``#P``, ``#M`` and ``#D``, as exchange models take them; in only |
| `exporting` | from a case to what KTAB reads |
"""

from detente.interop.positions.exporting import exported
from detente.interop.positions.found import read, recognised

__all__ = ["exported", "read", "recognised"]
