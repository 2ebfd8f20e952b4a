"""Questions to a case, as both faces ask them: plain settings in, the documented JSON out.

Every question is one function of a case and its settings, listed with them in ``QUESTIONS``. The
command line prints what it returns, the workbench answers requests with it.
"""

from detente.asking.question import Question, Setting
from detente.asking.questions import QUESTIONS, ask

__all__ = ["QUESTIONS", "Question", "Setting", "ask"]
