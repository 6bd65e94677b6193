# mistake: int does not read more than 4300 digits
# hint: long_numbers
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
    whole, _, decimals = value.lstrip("-").partition(".")
    decimals = decimals.rstrip("0")
    value = ("-" if "-" in value else "") + str(int(whole)) + ("." + decimals if decimals else "")
    return "0" if value == "-0" else value
