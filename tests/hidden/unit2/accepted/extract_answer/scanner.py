# source: learners
MINUS = "-\u2212"
DIGITS = "0123456789"


def number_at(text, i):
    """(number, end) if one begins exactly here, else None."""
    negative = False
    dollar = False
    while i < len(text) and text[i] in MINUS + "$":
        if text[i] == "$":
            if dollar:
                return None
            dollar = True
        else:
            if negative:
                return None
            negative = True
        i += 1
    start = i
    while i < len(text) and (text[i] in DIGITS or (text[i] == "," and i > start and text[i + 1 : i + 2].isdigit())):
        i += 1
    if i == start or text[start] not in DIGITS:
        return None
    whole, decimals = text[start:i].replace(",", ""), ""
    if text[i : i + 1] == "." and text[i + 1 : i + 2] in set(DIGITS):
        j = i + 1
        while j < len(text) and text[j] in DIGITS:
            j += 1
        decimals, i = text[i + 1 : j], j
    whole = whole.lstrip("0") or "0"
    decimals = decimals.rstrip("0")
    value = f"{whole}.{decimals}" if decimals else whole
    return ("-" if negative and value != "0" else "") + value, i


def marked(text, marks):
    low = text.lower()
    for i in range(len(text)):
        for mark in marks:
            if low.startswith(mark, i):
                j = i + len(mark)
                while j < len(text) and (text[j].isspace() or text[j] in ":*"):
                    j += 1
                found = number_at(text, j)
                if found:
                    return found[0]
    return None


def extract_answer(text):
    if type(text) is not str:
        raise TypeError(f"a text is needed, not {text!r}")
    found = marked(text, ["####"]) or marked(text, ["answer is", "answer:", "\\boxed{"])
    if found:
        return found
    last, i = None, 0
    while i < len(text):
        here = number_at(text, i)
        if here:
            last, i = here
        else:
            i += 1
    return last
