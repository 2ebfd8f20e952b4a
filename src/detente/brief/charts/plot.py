"""The chart of what packages give the parties, by how many make the deal."""

from __future__ import annotations

from detente.bargaining.analysis import Bargained
from detente.bargaining.model import Package
from detente.brief.charts.frontier import FrontierChart, frontier_chart
from detente.brief.charts.marks import marked
from detente.brief.charts.parallel import ParallelChart, parallel_chart
from detente.brief.charts.points import Points


def gains_chart(
    found: Bargained, draft: Package | None = None
) -> FrontierChart | ParallelChart | None:
    """Return what packages give the parties that make the deal over no deal.

    Parameters
    ----------
    found : Bargained
    draft : Package, optional
        To be marked besides the fair packages.

    Returns
    -------
    FrontierChart, ParallelChart or None
        A plane for two parties, an axis for each otherwise; None where there is nothing to show.
    """
    shown, points = marked(found, draft), Points.of(found)
    if not len(points.efficient) and not shown.marks:
        return None
    chart = frontier_chart if len(found.problem.agreement) == 2 else parallel_chart
    return chart(found, points, shown)
