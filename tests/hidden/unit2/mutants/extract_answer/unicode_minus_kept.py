# mistake: the minus is copied as it stands
# hint: unicode_minus
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
    value = found[-1].replace(",", "").replace("$", "")
    sign, value = value.rstrip("0123456789."), value.lstrip("-\u2212")
    whole, _, decimals = value.partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    value = f"{whole}.{decimals}" if decimals else whole
    return sign + value if value != "0" else value
