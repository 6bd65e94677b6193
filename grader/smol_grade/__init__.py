"""The learner's program and the grading engine of smol-grade: `smol-grade unit1` on the command line, `grade()` in code."""

__version__ = "0.1.0"
