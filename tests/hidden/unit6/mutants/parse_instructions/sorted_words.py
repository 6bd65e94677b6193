# mistake: compares the sorted words, so that another order of the same words counts as the same
# hint: not_the_same
# source: stub
"""Exercise 6.1: the new instructions in what a model wrote."""

import re

MARKED = re.compile(r"(?:\d+[.)]|[-*•])\s+(.+)", re.DOTALL)
QUOTED = re.compile(r'["“]([^"“”]+)["”]')


def _key(text):
    return tuple(sorted(word.lower() for word in re.findall(r"\w+", text)))


def parse_instructions(text: str, existing: list[str] | tuple[str, ...] = (), max_words: int = 40) -> list[str]:
    """Return the new instructions of a list that a model wrote."""
    if not isinstance(text, str):
        raise TypeError("text must be a str")
    if max_words < 1:
        raise ValueError("max_words must be 1 or more")
    seen = {_key(item) for item in existing}
    found = []
    for line in text.split("\n"):
        line = line.strip()
        marked = MARKED.fullmatch(line)
        body = marked[1] if marked else line
        quoted = QUOTED.fullmatch(body)
        if not marked and not quoted:
            continue
        instruction = (quoted[1] if quoted else body).strip()
        key = _key(instruction)
        if 0 < len(key) <= max_words and key not in seen:
            seen.add(key)
            found.append(instruction)
    return found
