"""From today to an agreement: what can be reached from where the parties are, and how."""

from detente.conflict.statusquo.result import StatusQuo, status_quo

__all__ = ["StatusQuo", "status_quo"]
