"""The catalogues: every sentence that the program says, in English and Spanish.

`say("es", "error.path_not_found", path=…)`. `en.toml` is the learner's program, `leaderboard.en.toml` the board;
each has a Spanish twin with the same keys and the same fields, and a test proves it.
"""

from __future__ import annotations

import functools
import locale
import os
import tomllib
from pathlib import Path

from ..records import Language, Sentence

LANGUAGES: tuple[Language, ...] = ("en", "es")


@functools.cache
def catalogue(language: Language) -> dict[str, str]:
    """Return the sentences of a language by key, `section.name`."""
    sentences: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob(f"*{language}.toml")):
        for section, texts in tomllib.loads(path.read_text("utf-8")).items():
            sentences |= {f"{section}.{name}": text for name, text in texts.items()}
    return sentences


def say(language: Language, key: str, **fields: object) -> str:
    """Return a sentence with its fields filled in."""
    return catalogue(language)[key].format_map(fields)


def say_sentence(language: Language, sentence: Sentence) -> str:
    """Return a record's sentence in a language."""
    return say(language, sentence.key, **sentence.fields)


def system_language() -> Language:
    """Return the language of the system's locale where we speak it, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "es" if value.lower().startswith("es") else "en"
    try:
        name = locale.getlocale()[0] or ""  # Windows: "Spanish_Spain"
    except ValueError:
        return "en"
    return "es" if name.lower().startswith(("es", "spanish")) else "en"
