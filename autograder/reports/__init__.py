"""Renders a report: for a terminal, as HTML for notebooks and feedback, and in other formats."""
