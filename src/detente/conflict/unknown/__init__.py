"""What is stable when part of what the parties want is not known."""

from detente.conflict.unknown.analysis import UnknownAnalysis, analyse_unknown
from detente.conflict.unknown.extensions import EXTENSIONS, Extension

__all__ = ["EXTENSIONS", "Extension", "UnknownAnalysis", "analyse_unknown"]
