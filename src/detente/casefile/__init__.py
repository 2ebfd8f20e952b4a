"""The case file: one readable YAML file, read with the place of every piece.

``load`` and ``loads`` give a `detente.case.Case`, ``diagnose`` every problem at once,
``json_schema`` the format for editors; ``new`` is the text of a case to start from, and
``set_value`` and ``add_entries`` change a file's text without touching its comments.
"""

from detente.casefile.edit import add_entries, set_value
from detente.casefile.load import diagnose, diagnose_text, load, loads
from detente.casefile.new import new
from detente.casefile.outline import Outline, outline
from detente.casefile.schema import FORMAT_VERSION, json_schema

__all__ = [
    "FORMAT_VERSION",
    "Outline",
    "add_entries",
    "diagnose",
    "diagnose_text",
    "json_schema",
    "load",
    "loads",
    "new",
    "outline",
    "set_value",
]
