# mistake: goes through float, which puts .0 behind whole numbers
# hint: zeros
# source: learners
import re

NUMBER = r"(-?\$?\d[\d,]*(?:\.\d+)?)"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*]*" + NUMBER, text) or re.search(
        r"(?:answer is|answer:|\\boxed\{)[\s:*]*" + NUMBER, text, re.IGNORECASE
    )
    found = [m[1]] if m else re.findall(NUMBER, text)
    return str(float(found[-1].replace(",", "").replace("$", ""))) if found else None
