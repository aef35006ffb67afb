"""An instructor's verbs on one assignment: release, collect, grade, feedback, report, export.

Imports everything but `cli`. Begin with `course`.
"""
