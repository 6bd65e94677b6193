# mistake: a pattern in multi-line mode, so that the white space behind a mark may be a line break
# hint: next_line
# source: stub
"""Exercise 6.1: the new instructions in what a model wrote."""

import re

LINE = re.compile(r"^[^\S\n]*(?:((?:\d+[.)]|[-*•])\s+))?(\S.*)$", re.MULTILINE)
QUOTED = re.compile(r'["“]([^"“”]+)["”]')


def _key(text):
    return tuple(word.lower() for word in re.findall(r"\w+", text))


def parse_instructions(text: str, existing: list[str] | tuple[str, ...] = (), max_words: int = 40) -> list[str]:
    """Return the new instructions of a list that a model wrote."""
    if not isinstance(text, str):
        raise TypeError("text must be a str")
    if max_words < 1:
        raise ValueError("max_words must be 1 or more")
    seen = {_key(item) for item in existing}
    found = []
    for match in LINE.finditer(text):
        marked = match[1]
        body = match[2].strip()
        quoted = QUOTED.fullmatch(body)
        if not marked and not quoted:
            continue
        instruction = (quoted[1] if quoted else body).strip()
        key = _key(instruction)
        if 0 < len(key) <= max_words and key not in seen:
            seen.add(key)
            found.append(instruction)
    return found
