"""A report, and its renderings: text, terminal, HTML, table.

Imports nothing else of the engine. Begin with `report`.
"""
