# mistake: U+2212 is not a minus
# hint: sign_lost
# source: learners
import re

NUMBER = r"(-?\$?-?\d[\d,]*(?:\.\d+)?)"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*\u2212]*" + NUMBER, text) or re.search(
        r"(?:answer is|answer:|\\boxed\{)[\s:*\u2212]*" + NUMBER, text, re.IGNORECASE
    )
    found = [m[1]] if m else re.findall(NUMBER, text)
    if not found:
        return None
    value = found[-1].replace(",", "").replace("$", "")
    sign, value = value.startswith("-"), value.lstrip("-")
    whole, _, decimals = value.partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    value = f"{whole}.{decimals}" if decimals else whole
    return "-" + value if sign and value != "0" else value
