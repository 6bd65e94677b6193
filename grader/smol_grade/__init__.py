"""The learner's program and the grading engine: `smol-grade unit1` on the command line, `grade.grade()` in code."""

__version__ = "0.1.0"
