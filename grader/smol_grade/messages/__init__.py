"""The catalogues: every sentence that the program says, in English and Spanish.

`say("es", "error.path_not_found", path=…)`. Both files have the same keys and the same fields; a test proves it.
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
    table = tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
    return {f"{section}.{name}": text for section, texts in table.items() for name, text in texts.items()}


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
