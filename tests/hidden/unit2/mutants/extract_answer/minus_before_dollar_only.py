# mistake: Allows a dollar sign only behind the minus, so "#### $-5" is not a marked number.
# hint: dollar
# source: stub
import re

NUMBER = r"(?P<sign>[-\u2212]?\$?)(?P<digits>[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?)"
GAP = r"[\s:*]*"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text must be a str")
    match = re.search("####" + GAP + NUMBER, text)
    if not match:
        match = re.search(r"(?:answer is|answer:|\\boxed\{)" + GAP + NUMBER, text, re.IGNORECASE)
    if not match:
        for match in re.finditer(NUMBER, text):
            pass
    if not match:
        return None
    negative = "-" in match["sign"] or "\u2212" in match["sign"]
    whole, _, decimals = match["digits"].replace(",", "").partition(".")
    whole = whole.lstrip("0") or "0"
    decimals = decimals.rstrip("0")
    shortest = whole + ("." + decimals if decimals else "")
    if negative and shortest != "0":
        shortest = "-" + shortest
    return shortest
