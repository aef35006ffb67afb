"""What runs beside a student's code: the zygote, its children, and one call.

It has no answer key and no reference in memory, and imports only `values`, `submissions` and its
own siblings. Begin with `zygote`.
"""
