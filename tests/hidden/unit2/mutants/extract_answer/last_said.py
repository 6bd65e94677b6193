# mistake: the last of the numbers behind "answer is"
# hint: last_said
# source: learners
import re

NUMBER = r"([-\u2212]?\$?[-\u2212]?\d[\d,]*(?:\.\d+)?)"


def short(found):
    negative = "-" in found or "\u2212" in found
    whole, _, decimals = re.sub(r"[^\d.]", "", found).partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    size = whole + ("." + decimals if decimals else "")
    return "-" + size if negative and size != "0" else size


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*]*" + NUMBER, text)
    if m:
        return short(m[1])
    for pattern in (r"(?:answer is|answer:|\\boxed\{)[\s:*]*" + NUMBER, NUMBER):
        found = re.findall(pattern, text, re.IGNORECASE)
        if found:
            return short(found[-1])
    return None
