"""Answers of a cohort that share more than chance explains: pairs for a person to look at, never a verdict.

copydetect's filter and winnowing make fingerprints; what counts is what few of the cohort have written. Nothing that
was submitted is run or imported. docs/design/0025-similarity.md says how the numbers were chosen.
"""
