"""smol-grade in Jupyter, Colab and VS Code: `%load_ext smol_grade`, `%%grade unit1/NAME`, `smol_grade.check("unit1")`.

What is graded are the definitions of the notebook's cells, in the order in which they were run; they run again in the
sandbox, as a file's do. The kernel is the learner's own, so what it says counts for nothing but learning.
"""

from .magics import load, unload
from .objects import check, exercises

__all__ = ["check", "exercises", "load", "unload"]
