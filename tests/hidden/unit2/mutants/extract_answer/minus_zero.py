# mistake: zero keeps its minus
# hint: minus_zero
# source: learners
import re

NUMBER = r"([-\u2212]?\$?[-\u2212]?\d[\d,]*(?:\.\d+)?)"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*]*" + NUMBER, text) or re.search(
        r"(?:answer is|answer:|\\boxed\{)[\s:*]*" + NUMBER, text, re.IGNORECASE
    )
    found = [m[1]] if m else re.findall(NUMBER, text)
    if not found:
        return None
    value = found[-1].replace(",", "").replace("$", "").replace("\u2212", "-")
    sign, value = "-" if "-" in value else "", value.lstrip("-")
    whole, _, decimals = value.partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    return sign + (f"{whole}.{decimals}" if decimals else whole)
