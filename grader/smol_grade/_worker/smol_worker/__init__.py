"""The untrusted side: imports the learner's file and answers the judge's calls.

Nothing here imports `smol_grade`, and `smol_grade` imports nothing from here. Everything that this package
sends is, by definition, under the learner's control: the judge checks every byte.
"""
