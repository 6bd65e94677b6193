"""The course team's program: official grading, the leaderboard data set, its board and its page."""
