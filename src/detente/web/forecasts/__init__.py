"""Who stands where: the page on where positions end, and what is tried out there.

| module | what |
| --- | --- |
| `page` | where it is asked for, and what an edit shows |
| `desk` | what is worked out for a view, and how it is shown |
| `options` | models, variants and draws as controls |
| `panel`, `positions` | positions, saliences and capabilities to be tried out |
| `told` | what was found, in words and rows |
"""
