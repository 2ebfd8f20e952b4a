"""The section `spatial:` of the case file.

| module | step |
| --- | --- |
| `schema` | its shape |
| `sections` | the section as each scenario has it, with the places of its parts |
| `building` | from there to the model |
| `writing` | and from a model back to the file |
"""
