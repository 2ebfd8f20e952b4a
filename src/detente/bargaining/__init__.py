"""Bargaining: packages of several issues, what they are worth to whom, and which are fair.

| module | question |
| --- | --- |
| `model` | what is bargained over, and what each party makes of it |
| `worth` | the same in numbers: a table of values by parties for each issue |
| `unknown` | what follows where numbers are not known |
"""
