"""The section `bargaining:` of the case file.

| module | step |
| --- | --- |
| `schema` | its shape |
| `orders` | what is said of weights: ``land > 2 money`` |
| `sections` | the section as each scenario has it, with the places of its parts |
| `building` | from there to the model |
| `writing` | and from a model back to the file |
"""
