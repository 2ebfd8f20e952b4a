"""Bargaining: packages of several issues, what they are worth to whom, and which are fair.

| module | question |
| --- | --- |
| `model` | what is bargained over, and what each party makes of it |
| `worth` | the same in numbers: a table of values by parties for each issue |
| `analysis` | can the parties agree, what is efficient, what is fair |
| `frontier` | the efficient packages, without listing packages |
| `solutions` | the fair ones, by five definitions |
| `zone` | who blocks, and the nearest package to agreement |
| `measures` | how opposed two parties are |
| `milp` | the same where the frontier is too large |
| `unknown` | what follows where numbers are not known |
"""
