"""The Spatial Model of Politics of the KAPSARC Toolkit for Behavioral Analysis.

After Wise, Lester and Efird (2015), who follow Bueno de Mesquita (1994, 1997). One turn:

| module | what happens |
| --- | --- |
| `utilities` | how far positions are from ideals, and what that is worth |
| `elections` | votes between any two positions, and how probable each is to prevail |
| `challenges` | what everybody expects of challenging everybody else, and whom each challenges |
| `bargains` | what the two would meet on |
| `choices` | which of the bargains that concern it everybody takes |
| `turns` | one after the other, until little moves |
| `trace` | the same told: who moved whom |

`options` names the variants of each.
"""

from detente.spatial.smp.options import Options
from detente.spatial.smp.trace import traced
from detente.spatial.smp.turns import Turn, run, turns

__all__ = ["Options", "Turn", "run", "traced", "turns"]
