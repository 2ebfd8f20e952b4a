"""Charts of deals and of forecasts, made once for the brief, the workbench and the notebook.

Each module turns a result into what a macro of ``charts.html.jinja``, or of
``forecast_charts.html.jinja``, only has to set: shapes with their places, words, and the table that
says the same.

| module | chart |
| --- | --- |
| `frontier` | what efficient packages give two parties, with the fair ones and a draft |
| `parallel` | the same for three parties and more: an axis for each |
| `utilities` | what each issue adds to what a package is worth to each party |
| `acceptability` | how often packages are acceptable, efficient, or the Nash package |
| `marks` | which packages are marked, by which shape, and the table of them |
| `trajectories` | where everybody stands, round by round, and the forecast |
| `fan` | where the forecast lies over many draws of what is unknown |
| `tornado` | on which unknown numbers it hangs |
| `influence` | who moved whom |
| `models` | what several models forecast, beside what needs none |
| `rounds` | the plane of the first two |
"""

from detente.brief.charts.acceptability import AcceptabilityChart, acceptability_chart
from detente.brief.charts.fan import FanChart, fan_chart
from detente.brief.charts.frontier import FrontierChart
from detente.brief.charts.influence import InfluenceChart, influence_chart
from detente.brief.charts.marks import Mark, Marked, marked
from detente.brief.charts.models import ModelsChart, models_chart
from detente.brief.charts.parallel import ParallelChart
from detente.brief.charts.plot import gains_chart
from detente.brief.charts.tornado import TornadoChart, tornado_chart
from detente.brief.charts.trajectories import TrajectoriesChart, trajectories_chart
from detente.brief.charts.utilities import UtilityBars, utility_bars

__all__ = [
    "AcceptabilityChart",
    "FanChart",
    "FrontierChart",
    "InfluenceChart",
    "Mark",
    "Marked",
    "ModelsChart",
    "ParallelChart",
    "TornadoChart",
    "TrajectoriesChart",
    "UtilityBars",
    "acceptability_chart",
    "fan_chart",
    "gains_chart",
    "influence_chart",
    "marked",
    "models_chart",
    "tornado_chart",
    "trajectories_chart",
    "utility_bars",
]
