"""An author's verbs: build what is released from solutions/, and verify the laws.

Imports `nbgrader`, `student` and what lies below them. Begin with `build`.
"""
