# source: stub
import re

number = re.compile(r"[\s:*]*([-\u2212$]{0,2})([0-9][0-9,]*(?:\.[0-9]+)?)")


def read(piece):
    """the number at the very start of piece (signs checked by hand), or None"""
    m = number.match(piece)
    if m is None:
        return None
    sign, digits = m.groups()
    if sign in ("$$", "--", "\u2212\u2212", "-\u2212", "\u2212-"):
        return None
    # a comma must be between digits: cut "12,,3" and "12," behind the 12
    digits = re.match(r"[0-9]+(,[0-9]+)*(\.[0-9]+)?", digits).group()
    return clean(sign, digits)


def clean(sign, digits):
    parts = "".join(digits.split(",")).split(".")
    parts[0] = parts[0].lstrip("0")
    if len(parts) == 2:
        parts[1] = parts[1].rstrip("0")
    result = (parts[0] or "0") + ("." + parts[1] if len(parts) == 2 and parts[1] else "")
    if result == "0":
        return result
    return ("-" if sign.strip("$") else "") + result


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text is not a str")
    # each mark may overlap the one before (#####), so look at every place where one begins
    for mark in (r"(?=(####))", r"(?=(answer is|answer:|\\boxed\{))"):
        for m in re.finditer(mark, text, flags=re.I):
            value = read(text[m.end(1) :])
            if value is not None:
                return value
    all_numbers = re.findall(r"((?:\$[-\u2212]?|[-\u2212]\$?)?)([0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?)", text)
    return clean(*all_numbers[-1]) if all_numbers else None
