# mistake: zeros in front stay
# hint: zeros_in_front
# source: learners
import re

NUMBER = r"([-\u2212]?\$?[-\u2212]?\d[\d,]*(?:\.\d+)?)"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*]*" + NUMBER, text)
    m = m or re.search(r"(?:answer is|answer:|\\boxed\{)[\s:*]*" + NUMBER, text, re.IGNORECASE)
    found = m[1] if m else (re.findall(NUMBER, text) or [None])[-1]
    if found is None:
        return None
    found = found.replace(",", "").replace("$", "").replace("\u2212", "-")
    if "." in found:
        found = found.rstrip("0").rstrip(".")
    return "0" if found == "-0" else found
