# mistake: Decimal.normalize writes 1E+6
# hint: scientific
# source: learners
import re
from decimal import Decimal

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
    value = Decimal(found[-1].replace(",", "").replace("$", "").replace("\u2212", "-")).normalize()
    return "0" if value == 0 else str(value)
