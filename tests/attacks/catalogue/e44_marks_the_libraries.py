# attack: writes a module beside the worker's own and into every folder of libraries, for the next worker to import
# group: e
# targets: text
# ends: wrong error
# control: none: it would write into the library folders of the machine

import contextlib
import importlib.util
import os
import sys

NAME = "mark_of_e44"


def _folders():
    """Return the folders that the next worker imports from, those of its own package first."""
    packages = [sys.modules[name] for name in ("smol_worker", "msgpack", "transformers") if name in sys.modules]
    inside = [folder for package in packages for folder in package.__path__]
    return [*inside, *(os.path.dirname(folder) for folder in inside), *filter(os.path.isdir, sys.path)]


def _spoil_bytecode(folder):
    """Put the compiled mark in the place of compiled modules: they are trusted when date and size agree."""
    cache = os.path.join(folder, "__pycache__")
    os.makedirs(cache, exist_ok=True)
    with open(os.path.join(cache, f"{NAME}.{sys.implementation.cache_tag}.pyc"), "wb") as file:
        file.write(importlib.util.MAGIC_NUMBER + bytes(12))


def _leave_marks():
    for folder in _folders():
        with contextlib.suppress(OSError), open(os.path.join(folder, f"{NAME}.py"), "w") as file:
            file.write('"""Left by an attack file of the catalogue: delete it."""\n')
        with contextlib.suppress(OSError):
            _spoil_bytecode(folder)


def _is_marked():
    """Return whether an earlier session left its mark."""
    found = importlib.util.find_spec(NAME) or importlib.util.find_spec(f"smol_worker.{NAME}")
    return found is not None


SEEN = False
with contextlib.suppress(ImportError):
    SEEN = _is_marked()
_leave_marks()


def attack(sample, tokenizer):
    if not SEEN:
        return {"messages": [], "text": ""}
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
