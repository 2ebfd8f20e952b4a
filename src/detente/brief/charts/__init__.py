"""Charts of what is bargained over, made once for the brief, the workbench and the notebook.

Each module turns a result into what a fragment of ``charts.html.jinja`` only has to set: shapes
with their places, words, and the table that says the same.

| module | chart |
| --- | --- |
| `frontier` | what efficient packages give two parties, with the fair ones and a draft |
| `parallel` | the same for three parties and more: an axis for each |
| `utilities` | what each issue adds to what a package is worth to each party |
| `acceptability` | how often packages are acceptable, efficient, or the Nash package |
| `marks` | which packages are marked, by which shape, and the table of them |
"""

from detente.brief.charts.acceptability import AcceptabilityChart, acceptability_chart
from detente.brief.charts.frontier import FrontierChart
from detente.brief.charts.marks import Mark, Marked, marked
from detente.brief.charts.parallel import ParallelChart
from detente.brief.charts.plot import gains_chart
from detente.brief.charts.utilities import UtilityBars, utility_bars

__all__ = [
    "AcceptabilityChart",
    "FrontierChart",
    "Mark",
    "Marked",
    "ParallelChart",
    "UtilityBars",
    "acceptability_chart",
    "gains_chart",
    "marked",
    "utility_bars",
]
