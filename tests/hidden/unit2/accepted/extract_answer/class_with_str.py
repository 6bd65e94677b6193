# source: learners
import re


class Answer(str):
    """A str of its own."""


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    number = r"(\$?[-\u2212]?\$?)(\d+(?:,\d+)*)(?:\.(\d+))?"
    gap = r"[\s:*]*"
    hit = (
        re.search("#{4}" + gap + number, text)
        or re.search(r"(?:answer(?: is|:)|\\boxed\{)" + gap + number, text, re.I)
        or (list(re.finditer(number, text)) or [None])[-1]
    )
    if not hit:
        return None
    before, whole, decimals = hit.groups(default="")
    whole = whole.replace(",", "").lstrip("0") or "0"
    decimals = decimals.rstrip("0")
    value = ".".join(filter(None, (whole, decimals)))
    return Answer(value if value == "0" or not re.search("[-\u2212]", before) else "-" + value)
