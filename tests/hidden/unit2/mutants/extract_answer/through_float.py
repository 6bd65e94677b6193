# mistake: Writes the shortest form by way of float, which rounds long numbers and writes 1e+16.
# hint: scientific
# source: stub
import re

NUMBER = r"(?P<sign>\$?[-\u2212]?\$?)(?P<digits>[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?)"
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
    shortest = f"{float(match['digits'].replace(',', '')):g}"
    if negative and shortest != "0":
        shortest = "-" + shortest
    return shortest
