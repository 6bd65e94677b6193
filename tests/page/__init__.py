"""Tests of the grading engine and of the learner's program."""
