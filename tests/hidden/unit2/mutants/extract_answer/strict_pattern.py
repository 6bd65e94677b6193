# mistake: one space behind #### and nothing else, as in the strict filter of a harness
# hint: gap
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
    m = re.search("#### " + NUMBER, text)
    m = m or re.search(r"(?:answer is|answer:|\\boxed\{)[\s:*]*" + NUMBER, text, re.IGNORECASE)
    found = [m[1]] if m else re.findall(NUMBER, text)
    return short(found[-1]) if found else None
