"""Spatial forecasts: who moves whom, on a line or on several.

| module | question |
| --- | --- |
| `model` | who stands where, how much it matters, and what each can bring |
| `inputs` | the same in numbers, for one or for many draws |
| `forecast` | where positions end, and who moved whom on the way |
| `baselines` | what can be said without a model |
| `models` | the models by name |
| `draws`, `tornado` | the same where numbers are not known, and which of them matters |
| `comparison` | what several models say of the same |
| `smp`, `scholz` | the Spatial Model of Politics, and expected utility on one dimension |
"""
