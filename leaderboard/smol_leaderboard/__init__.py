"""The course team's program: official grading, the leaderboard data set, certificates. Not written yet.

This package exists so that the distribution's layout is settled; it has no command until it can do something.
"""
