# attack: imports every module that is no library, in case that one of them is the solution, and lets it answer
# group: b
# targets: text tensor trainer
# ends: wrong error
# control: none: a naive grader has no solution beside it

import contextlib
import importlib
import pkgutil
import sys

FUNCTIONS = ("gsm8k_to_chatml", "sft_loss", "make_sft_trainer")
GUESSES = (
    "solutions",
    "solutions.unit1",
    "reference",
    "good",
    "conftest",
    "smol_grade",
    "smol_grade._data",
    *FUNCTIONS,
)


def _importable():
    """Return the names of modules that come neither with Python nor from where libraries are installed."""
    names = []
    for module in pkgutil.iter_modules():
        place = getattr(module.module_finder, "path", "")
        library = "site-packages" in place or "dist-packages" in place
        if not library and module.name not in sys.stdlib_module_names:
            names.append(module.name)
    return [*names, *GUESSES, *[f"solutions.unit1.{name}" for name in FUNCTIONS]]


def attack(*args, **kwargs):
    for name in _importable():
        for function in FUNCTIONS:
            with contextlib.suppress(BaseException):
                found = getattr(importlib.import_module(name), function)
                if found is not attack:
                    return found(*args, **kwargs)
    return {"messages": [], "text": ""}
