"""A submission's files as they were read, and which libraries its code asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .definitions import Place
from .records import SubmittedFile

WARMED = frozenset(
    {
        "numpy",
        "tokenizers",
        "torch",
        "transformers:AutoConfig",
        "transformers:AutoModelForCausalLM",
        "transformers:AutoTokenizer",
        "transformers:BatchEncoding",
        "transformers:PreTrainedTokenizer",
        "transformers:PreTrainedTokenizerBase",
        "transformers:PreTrainedTokenizerFast",
    }
)
"""Slow imports that a zygote may do beforehand: a closed list, because a learner's file chooses from it, and no library
that starts a thread when imported (as pyarrow does, behind datasets): threads do not survive a fork."""
AS_TENSORS = re.compile(r"return_tensors\s*=\s*['\"]pt['\"]")
"""What makes transformers import torch."""
TRAINERS = frozenset({"accelerate", "datasets", "peft", "trl"})
"""A file that imports one of these is given workers that begin with all of them, whatever its exercise needs."""


@dataclass(frozen=True)
class LearnerFile:
    """The code file of a submission and its data files: read once, these bytes are what is graded."""

    path: str
    source: str
    data: dict[str, str] = field(default_factory=dict)
    """Texts of the data files that are there, by name."""

    files: tuple[SubmittedFile, ...] = ()
    """These files by name, size and hash of the bytes that were read."""
    is_notebook: bool = False
    """Whether `source` was taken from the cells of a notebook."""
    left_out: dict[str, Place] = field(default_factory=dict)
    """Names that the code uses and that the notebook binds only where it does something that is not done."""

    @property
    def libraries(self) -> list[str]:
        """What the file imports of `WARMED`: a guess from the text, which is never run for it."""
        names: set[str] = set()
        for module, attributes in re.findall(r"^[ \t]*from (\w+) import ([\w, ]+)", self.source, re.MULTILINE):
            names |= {f"{module}:{name}" for name in re.findall(r"\w+", attributes)}
        if AS_TENSORS.search(self.source):  # else the first call would import torch, and might meet its deadline
            names.add("torch")
        return sorted((names | self._modules) & WARMED)

    @property
    def trains(self) -> bool:
        """Whether the file imports a library of those that only training needs."""
        return bool(self._modules & TRAINERS)

    @property
    def _modules(self) -> set[str]:
        return set(re.findall(r"^[ \t]*(?:import|from) (\w+)", self.source, re.MULTILINE))
