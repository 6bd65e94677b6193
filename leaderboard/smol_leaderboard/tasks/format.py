"""`format`: does the model end its turn, and answer in the shape that was asked for?

Nothing has to be known or worked out, so that a model of 135 million parameters can win here. A sample is right when
the turn ended by itself and the shape is right; both are stored apart as well, and the rows whose instruction stands
in a system turn. What is asked comes from `format_rows`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from .benchmark import Benchmark, Document, Reply, Row, Scored

STOPS = ("<|im_end|>",)
MAX_NEW_TOKENS = 96
TELLING = {
    "es": "el la los las un una de del y en que es por con para se su más muy como está son al lo",
    "fr": "le la les un une des de du et en que est pour avec sur se sa son plus très ce il sont au",
    "en": "the a an of and in to is for with on it its as are that this by at from very was more",
}
WORDS = {language: frozenset(words.split()) for language, words in TELLING.items()}


def documents(rows: Sequence[Row]) -> list[Document]:
    """Return the rows (`system`, `user`, `shape`, `argument`) as samples."""
    found = []
    for row in rows:
        system = ({"role": "system", "content": row["system"]},) if row["system"] else ()
        check = {"shape": row["shape"], "argument": row["argument"], "system": bool(row["system"])}
        found.append(Document((*system, {"role": "user", "content": row["user"]}), "", check))
    return found


def score(check: Row, reply: Reply) -> Scored:
    """Return 1 for a turn that ended and has the shape, else 0."""
    text = reply.text.strip()
    ended = float(reply.ended in {"eos", "stop"} and bool(text))
    shaped = float(bool(text) and "<|im_start|>" not in text and SHAPES[check["shape"]](text, check["argument"]))
    right = ended * shaped
    extra = {"ends_turn": ended, "shape": shaped, "in_system" if check["system"] else "in_user": right}
    return Scored(right, 1.0, extra)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.lower())


def _one_word(text: str, _: str) -> bool:
    return re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*[.!]?", text) is not None


def _number(text: str, _: str) -> bool:
    return re.fullmatch(r"-?\d+(?:[.,]\d+)*\.?", text) is not None


def _yes_or_no(text: str, _: str) -> bool:
    return re.fullmatch(r"(?:yes|no)[.!]?", text, re.IGNORECASE) is not None


def _bullets(text: str, count: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) == int(count) and all(re.match(r"[-*•] ?\S", line) for line in lines)


def _numbered(text: str, count: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marks = [re.match(r"(\d+)[.)] ?\S", line) for line in lines]
    return [mark and mark[1] for mark in marks] == [str(number + 1) for number in range(int(count))]


def _comma_list(text: str, count: str) -> bool:
    parts = [part.strip(" .") for part in text.split(",")]
    return "\n" not in text and len(parts) == int(count) and all(0 < len(part) <= 30 for part in parts)


def _json_key(text: str, key: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and list(value) == [key]


def _uppercase(text: str, _: str) -> bool:
    return text == text.upper() and any(letter.isalpha() for letter in text)


def _lowercase(text: str, _: str) -> bool:
    return text == text.lower() and any(letter.isalpha() for letter in text)


def _ends_with(text: str, word: str) -> bool:
    return _words(text)[-1:] == [word.lower()] and len(_words(text)) > 1


def _starts_with(text: str, word: str) -> bool:
    return _words(text)[:1] == [word.lower()] and len(_words(text)) > 1


def _one_sentence(text: str, _: str) -> bool:
    return len(_words(text)) >= 3 and re.fullmatch(r"[^.!?\n]+[.!?]", text) is not None


def _language(text: str, language: str) -> bool:
    found = _words(text)
    counts = {name: sum(word in known for word in found) for name, known in WORDS.items()}
    others = max(count for name, count in counts.items() if name != language)
    return len(found) >= 3 and counts[language] > others


SHAPES: dict[str, Callable[[str, str], bool]] = {
    "one_word": _one_word,
    "number": _number,
    "yes_or_no": _yes_or_no,
    "bullets": _bullets,
    "numbered": _numbered,
    "comma_list": _comma_list,
    "json_key": _json_key,
    "uppercase": _uppercase,
    "lowercase": _lowercase,
    "ends_with": _ends_with,
    "starts_with": _starts_with,
    "one_sentence": _one_sentence,
    "language": _language,
}

FORMAT = Benchmark(
    name="format", metric="accuracy", version=1, documents=documents, stops=STOPS, max_new_tokens=MAX_NEW_TOKENS
)
