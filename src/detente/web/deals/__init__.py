"""What is bargained over: its page, what one asks next, and what is tried out there.

| module | what |
| --- | --- |
| `page` | the answer, and a package to draft |
| `package` | the package: its controls, where it stands, what would improve it |
| `panel`, `numbers` | reservation values and weights to be tried out |
| `further` | unknown numbers, payments, contributions, coalitions |
"""
