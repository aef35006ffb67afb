"""What is handed in, as bytes: a folder, a notebook's cells, an archive; ids, bounds and files.

Nothing here imports, compiles or runs what a student wrote. Imports `reports` alone. Begin with
`folder`; what a folder and an archive have in common is in `entries`.
"""
