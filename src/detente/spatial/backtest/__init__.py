"""How forecasts would have done on decisions whose outcome is known.

| module | question |
| --- | --- |
| `decided` | what was decided, by whom, and what came out |
| `forecasters` | what each model, and what needs none, would have said |
| `losses` | how far that was off |
| `resampling` | how much of it may be chance |
| `scoring` | all forecasts held against what came out |
| `result` | the leaderboard |
| `words` | the same in sentences |

Nothing is fitted: models and their variants are taken as they are.
"""

from detente.spatial.backtest.decided import Decided, Decision
from detente.spatial.backtest.result import Backtest
from detente.spatial.backtest.scoring import backtest

__all__ = ["Backtest", "Decided", "Decision", "backtest"]
