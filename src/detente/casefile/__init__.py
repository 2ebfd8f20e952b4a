"""The case file: one readable YAML file, read with the place of every piece.

``load`` and ``loads`` give a `detente.case.Case`, ``diagnose`` every problem at once,
``json_schema`` the format for editors.
"""

from detente.casefile.load import diagnose, load, loads
from detente.casefile.schema import FORMAT_VERSION, json_schema

__all__ = ["FORMAT_VERSION", "diagnose", "json_schema", "load", "loads"]
