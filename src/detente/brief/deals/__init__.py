"""The brief's section on what is bargained over: what could be agreed, and on what that rests.

| module | what it does |
| --- | --- |
| `finding` | asks the analyses, within the time that a brief may take |
| `section` | sets what was found in words, charts and tables |
| `inputs` | issues, and what packages are worth to each party, with their grounds |
| `words` | conditions over values in words, and text that keeps internal ones back |
"""
