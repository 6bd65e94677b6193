"""Proof that the sandbox holds: every attack of the catalogue is graded, and so are attacks on a naive grader.

`tests/attacks/catalogue/` holds learner files that try to forge, read or break something. `catalogue` reads them,
`judge` is the process that grades them with the real engine while it holds canaries, `run` watches from outside of that
process what became of them, and `naive` shows that the same files do harm to a grader that runs them in its own
interpreter.
"""
