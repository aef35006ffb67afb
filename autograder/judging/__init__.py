"""From a submission and a key to a report.

`grading` opens a worker for each submission and `crew` runs many at once; `judge` runs the cases by
`trial` and `recorded`; `explain` says what went wrong, by `causes`, `relations`, `counterexample`
and `words`. Imports `worker`, `key` and what lies below them. Begin with `judge`.
"""
