"""What a text in one language and its counterpart in the other must have in common; each fault is a sentence."""

from __future__ import annotations

import keyword
import re
from collections import Counter

from smol_grade.devcheck.readmes import deviations

ENGLISH_WORDS = ("the", "and", "of", "with", "which", "your", "this", "that", "from", "are", "is", "not", "by", "when")
SPANISH_WORDS = ("el", "los", "las", "una", "que", "para", "por", "con", "como", "tu", "cuando")
UNWRITTEN = re.compile(r"PLACEHOLDER|TO_BE_WRITTEN|SECTION OF|^(?:INTRODUCTION|GRADING|READING)$", re.MULTILINE)
"""A text that somebody has yet to write."""
PLACES = {
    "ARCHIVO": "FILE",
    "CARPETA": "FOLDER",
    "DIR": "FOLDER",
    "EJERCICIO": "EXERCISE",
    "NOMBRE": "NAME",
    "NÚMERO": "NUMBER",
    "PARADAS": "STOPS",
    "TAREA": "TASK",
    "TU": "YOU",
    "TÚ": "YOU",
    "UNIDAD": "UNIT",
    "USUARIO": "USER",
}
"""What stands in code for something to be filled in, in Spanish or in English -> the one English word for it."""
OF_THE_CARD = {
    "`## Datos`": "`## Data`",
    "`## Uso previsto`": "`## Intended use`",
    "`Código: `": "`Code: `",
    "`Pasos: `": "`Steps: `",
    "`Semilla: `": "`Seed: `",
    "`filas`": "`rows`",
    "`project/CARD.es.md`": "`project/CARD.md`",
}
"""What the template of a model's card is called in Spanish, and what stands in it -> the same in the English one."""
CALL = re.compile(r"\w\(.*\.\.\.")
"""A text that is code as a whole: with something to be filled in, as the last hint of an exercise."""
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"``.+?``|`[^`]+`")
LINK = re.compile(r"https?://[^\s)\]>\"']+|\]\(([^)\s]+)\)")
FIELD = re.compile(r"\{(\w+)(?:![rs])?(?::[^{}]*)?\}")
QUOTED = re.compile(r"\"[^\"]*\"|«[^»]*»|'[^'\s]+'")
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,   ]\d+)*(?!\w)")
WORD = re.compile(r"[^\W\d_]{4,}")


def faults(
    english: str, spanish: str, same: frozenset[str] = frozenset(), *, words: bool = True, codelike: bool = False
) -> list[str]:
    """Return what is wrong with a pair of texts; `same` are texts that are right in both languages.

    Without `words`, either may speak the other's language, as a glossary does; a `codelike` text holds code among its
    words, so Python's own words are no English in it.
    """
    if UNWRITTEN.search(english + "\n" + spanish):
        return []
    if not english.strip() or not spanish.strip():
        return ["empty in one language"]
    if english == spanish and CALL.search(english) and not re.search(r"[\w)]\. [A-Z]", english):
        return []
    found = []
    if english == spanish and english not in same and WORD.search(prose(english)):
        found.append(f"not translated: {english!r}")
    if words:
        foreign = tuple(word for word in ENGLISH_WORDS if not (codelike and keyword.iskeyword(word)))
        found += [f"English in the Spanish text: {word!r}" for word in words_of(prose(spanish), foreign)]
        found += [f"Spanish in the English text: {word!r}" for word in words_of(prose(english), SPANISH_WORDS)]
    for name, pick in (("fields", fields), ("code", code), ("links", links), ("numbers", numbers_of)):
        left, right = pick(english), pick(spanish)
        if left != right:
            found.append(f"{name} differ: {sorted((left - right).elements())} / {sorted((right - left).elements())}")
    return found


def document_faults(english: str, spanish: str, *, words: bool = True) -> list[str]:
    """Return what is wrong with a pair of documents in Markdown: as for texts, and how they are built.

    The section `Develop`, `Desarrolla`, is for who works on the project: the Spanish one only points to the English.
    """
    english, spanish = english.partition("\n## Develop\n")[0], spanish.partition("\n## Desarrolla\n")[0]
    found = faults(english, spanish, words=words)
    return found if UNWRITTEN.search(english + "\n" + spanish) else found + list(deviations(english, spanish))


def without_code(text: str) -> str:
    """Return a text without blocks and spans of code."""
    return CODE.sub(" ", FENCED.sub(" ", text))


def prose(text: str) -> str:
    """Return what of a text is written in a language: no code, address, field or quotation."""
    text = LINK.sub(" ", without_code(text))
    return QUOTED.sub(" ", FIELD.sub(" ", text))


def words_of(text: str, words: tuple[str, ...]) -> list[str]:
    """Return which of the words stand in a text."""
    return [word for word in words if re.search(rf"(?<![\w-]){word}(?![\w-])", text, re.IGNORECASE)]


def fields(text: str) -> Counter[str]:
    """Count the fields that a message is filled in at."""
    return Counter(FIELD.findall(without_code(text)))


def code(text: str) -> Counter[str]:
    """Count the spans of code, with the English words for what is to be filled in."""
    spans = (" ".join(span.split()) for span in CODE.findall(FENCED.sub(" ", text)))
    spans = (span.replace("_O_", "_OR_").replace("<rol>contenido", "<role>content") for span in spans)
    spans = (OF_THE_CARD.get(span, span) for span in spans)
    return Counter(re.sub(r"[A-ZÚ]{2,}", lambda word: PLACES.get(word[0], word[0]), span) for span in spans)


def links(text: str) -> Counter[str]:
    """Count the addresses; a document of ours in another language is the same address."""
    text = without_code(text)
    found = [(match[1] or match[0]).rstrip(".,;:") for match in LINK.finditer(text)]
    return Counter(address.partition("#")[0].replace(".es.", ".") for address in found)


def numbers_of(text: str) -> Counter[str]:
    """Count the numbers in the prose, whatever stands between their digits."""
    text = LINK.sub(" ", without_code(text))
    return Counter(re.sub(r"[^\d]", "", number) for number in NUMBER.findall(text))
