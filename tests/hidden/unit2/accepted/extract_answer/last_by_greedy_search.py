# source: learners
import re

BARE = r"[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?"
SIGNS = r"(?:[-\u2212]\$?|\$[-\u2212]?|)"


def _canonical(s):
    s = s.replace("$", "").replace(",", "").replace("\u2212", "-")
    integer, point, fraction = s.lstrip("-").partition(".")
    digits = integer.lstrip("0").rjust(1, "0") + (point + fraction).rstrip("0").rstrip(".")
    if s[0] == "-" and digits.strip("0."):
        digits = "-" + digits
    return digits


def extract_answer(text):
    if isinstance(text, str):
        for mark in [r"####", r"(?:answer is|answer:|\\boxed\{)"]:
            for m in re.finditer(rf"{mark}[\s:*]*({SIGNS}{BARE})", text, re.IGNORECASE):
                return _canonical(m.group(1))
        numbers = re.findall(rf"{SIGNS}{BARE}", text)
        return _canonical(numbers[-1]) if numbers else None
    raise TypeError(type(text).__name__)
