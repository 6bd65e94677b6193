"""Grading again what was graded before: choose, grade into a draft, tell what differs and why, publish the draft.

New records supersede the old ones; nothing is deleted or changed. `docs/design/0024-regrading.md` has the reasons.
"""
