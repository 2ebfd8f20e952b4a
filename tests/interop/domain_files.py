"""The same small domain in three formats: a garden, its fence, and who pays how much of it."""

from __future__ import annotations

import json
from pathlib import Path

TEMPLATE = """\
<negotiation_template number_of_sessions="1"><utility_space number_of_issues="3">
<objective index="0" etype="objective" type="objective" description="" name="garden">
  <issue index="1" etype="discrete" type="discrete" name="fence type">
    <item index="1" value="none"/><item index="2" value="low, wooden"/>
    <item index="3" value="3.5 m"/>
  </issue>
  <objective index="4" name="money">
    <issue index="2" etype="integer" type="integer" name="share" lowerbound="2" upperbound="6"/>
    <issue index="3" type="real" vtype="real" name="deposit">
      <range lowerbound="0" upperbound="10"/>
    </issue>
  </objective>
</objective></utility_space></negotiation_template>
"""


def profile(
    evaluations: tuple[object, object, object] = (10, 5, 20),
    weights: tuple[float, float, float] = (0.5, 0.3, 0.2),
    slope: float = 0.25,
    offset: float = 0.0,
    rest: str = "",
) -> str:
    """Return a GENIUS profile for `TEMPLATE`."""
    one, two, three = evaluations
    listed = "".join(f'<weight index="{k}" value="{w}"/>' for k, w in enumerate(weights, start=1))
    return f"""\
<utility_space><objective index="0" name="garden">
  <issue index="1" type="discrete" name="fence type">
    <item index="1" value="none" evaluation="{one}"/>
    <item index="2" value="low, wooden" evaluation="{two}"/>
    <item index="3" value="3.5 m" evaluation="{three}"/>
  </issue>
  <issue index="2" type="integer" name="share" lowerbound="2" upperbound="6">
    <evaluator ftype="linear" slope="{slope}" offset="{offset}"/>
  </issue>
  <issue index="3" type="real" name="deposit"><range lowerbound="0" upperbound="10"/>
    <evaluator ftype="linear" parameter0="-0.5" parameter1="0.2"/>
  </issue>
  {listed}
</objective>{rest}</utility_space>
"""


DOMAIN = {
    "name": "garden",
    "issuesValues": {
        "fence type": {"values": ["none", "low, wooden", "3.5 m"]},
        "share": {"range": [2, "6", 1]},
    },
}


def space(**changes: object) -> dict[str, object]:
    """Return a GeniusWeb profile for `DOMAIN`."""
    own: dict[str, object] = {
        "name": "owner",
        "domain": DOMAIN,
        "issueUtilities": {
            "fence type": {
                "DiscreteValueSetUtilities": {"valueUtilities": {"none": 0, "3.5 m": 1}}
            },
            "share": {
                "NumberValueSetUtilities": {
                    "lowValue": 2, "lowUtility": 0.5, "highValue": 6, "highUtility": 1
                }
            },
        },
        "issueWeights": {"fence type": 0.6, "share": 0.4},
    }  # fmt: skip
    return {"LinearAdditiveUtilitySpace": {**own, **changes}}


OUTCOMES = """\
name: garden
type: CartesianOutcomeSpace
issues:
- {name: fence type, type: CategoricalIssue, values: [none, "low, wooden", 3.5 m]}
- {name: share, type: ContiguousIssue, values: [2, 6]}
- {name: deposit, type: ContinuousIssue, values: [0.0, 10.0]}
"""

UFUN = """\
type: negmas.preferences.LinearAdditiveUtilityFunction
name: owner
reserved_value: 0.25
bias: 0.125
weights: [0.5, 0.1, 0.2]
values:
- type: TableFun
  mapping: {none: 0, "low, wooden": 0.5, 3.5 m: 1}
- {type: AffineFun, slope: 0.5, bias: -1}
- {type: IdentityFun}
"""


def write(folder: Path, files: dict[str, object]) -> Path:
    """Write files into a folder, data as JSON, and return the folder."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
