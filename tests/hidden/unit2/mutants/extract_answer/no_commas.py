# mistake: the pattern ends at a comma
# hint: commas
# source: learners
import re
from decimal import Decimal

NUMBER = r"(-?\$?\d+(?:\.\d+)?)"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*]*" + NUMBER, text) or re.search(
        r"(?:answer is|answer:|\\boxed\{)[\s:*]*" + NUMBER, text, re.IGNORECASE
    )
    found = [m[1]] if m else re.findall(NUMBER, text)
    if not found:
        return None
    value = Decimal(found[-1].replace("$", ""))
    return f"{value.normalize():f}"
