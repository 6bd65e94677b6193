# mistake: white space is taken out before the search, so that a dash becomes a minus
# hint: minus_apart
# source: learners
import re

NUMBER = r"((?:[-\u2212]\s*)?\$?[-\u2212]?\d[\d,]*(?:\.\d+)?)"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*]*" + NUMBER, text) or re.search(
        r"(?:answer is|answer:|\\boxed\{)[\s:*]*" + NUMBER, text, re.IGNORECASE
    )
    found = [m[1]] if m else re.findall(NUMBER, text)
    if not found:
        return None
    value = re.sub(r"[,$\s]", "", found[-1]).replace("\u2212", "-")
    sign, value = "-" if "-" in value else "", value.lstrip("-")
    whole, _, decimals = value.partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    value = f"{whole}.{decimals}" if decimals else whole
    return sign + value if value != "0" else value
