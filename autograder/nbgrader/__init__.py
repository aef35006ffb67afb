"""The kit inside nbgrader: its converters, preprocessors, exchange and pages, replaced or extended.

Imports `course`, `judging`, `collecting` and what lies below them. Begin with `plugin`, which a
course's nbgrader_config.py switches on.
"""
