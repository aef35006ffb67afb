"""What a student's notebook and folder use: `check` and `hint`.

Imports `judging` and what lies below it. Begin with `notebook`.
"""
