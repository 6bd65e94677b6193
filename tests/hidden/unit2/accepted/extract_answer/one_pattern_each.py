# source: learners
import re

NUM = r"(?P<sign>\$?[-−]\$?|\$)?(?P<whole>[0-9][0-9,]*)(?P<dec>\.[0-9]+)?"
RULES = [
    re.compile(r"####[\s:*]*" + NUM),
    re.compile(r"(?:answer\ is|answer:|\\boxed\{)[\s:*]*" + NUM, re.I),
]


def extract_answer(text: str):
    if not isinstance(text, str):
        raise TypeError
    match = next((m for rule in RULES if (m := rule.search(text))), None)
    if match is None:
        for match in re.finditer(NUM, text):
            pass
    if match is None:
        return None
    whole = re.sub("^0+(?=.)", "", match["whole"].replace(",", ""))
    dec = (match["dec"] or "").rstrip("0").rstrip(".")
    out = whole + dec
    if out != "0" and set(match["sign"] or "") & {"-", "−"}:
        out = "-" + out
    return out
