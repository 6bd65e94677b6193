"""The trusted side: pytest runs the hidden suites here, next to the expected values and far from learner code.

A suite imports what it needs from `judge.expect`, `judge.detect`, `judge.chat`, `judge.rows`; `judge.run` runs suites.
"""
