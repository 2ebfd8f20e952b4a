"""Coalitions in bargaining: what groups can conclude alone, and how the gains may be divided.

| module | question |
| --- | --- |
| `game` | what every coalition is worth: a game with transferable utility |
| `core`, `least_core`, `nucleolus`, `shapley` | how its worth may be divided |
| `conclude` | from packages to such a game |
| `blocking` | who can upset a package without any transfers |
"""
