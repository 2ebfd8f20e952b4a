"""The workbench: the case in a browser, served to this machine alone.

``server`` opens it, ``safety`` decides who may ask, ``app`` routes requests. Pages are made of the
brief's fragments and answers of the command line's contracts; no analysis is done here. ``deals`` and
``forecasts`` have rooms of their own, as in the brief.
"""
