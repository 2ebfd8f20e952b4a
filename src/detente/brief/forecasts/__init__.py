"""The brief's section on who moves whom: where positions may end, and what saying so is worth.

| module | what it does |
| --- | --- |
| `finding` | asks the models, within the time that a brief may take |
| `public` | results without the dimensions and bands that are kept internal |
| `section` | sets what was found in words, charts and tables |
| `words` | the answer in short, and what made it |
| `inputs` | dimensions, and where each stands on them, with their grounds |
"""
