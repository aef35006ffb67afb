"""An author's verb `adopt`: a room from a notebook of nbgrader or otter, and edits from Jupyter.

`adopt` writes the room: `pieces` says what each cell is for, `parts` makes cells of the script of
it, and `cases` reads the tests. `edits` is the inverse of `build`.
"""
