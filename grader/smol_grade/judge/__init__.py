"""The trusted side: pytest runs the hidden suites here, next to the expected values and far from learner code.

A suite imports from `judge.expect`, `judge.detect`, `judge.chat` and `judge.rows` what it needs; `judge.run` runs suites.
"""
