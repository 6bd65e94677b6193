# mistake: zeros at the end go, of whole numbers too
# hint: zeros_gone
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
    value = value.lstrip("0").rstrip("0").rstrip(".") or "0"
    value = "0" + value if value.startswith(".") else value
    return value if value == "0" else sign + value
