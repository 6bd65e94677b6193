# source: stub
import re

_N = r"((?:[-\u2212]\$|\$[-\u2212]|[-\u2212$])?[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?)"
_RULES = (
    lambda t: re.findall(r"####[\s:*]*" + _N, t)[:1],
    lambda t: re.findall(r"(?i:answer is|answer:|\\boxed{)[\s:*]*" + _N, t)[:1],
    lambda t: re.findall(_N, t)[-1:],
)


def _shortest(s):
    sign = "-" if re.search("[-\u2212]", s) else ""
    s = re.sub("[^0-9.]", "", s)
    s = re.sub(r"\.0*$|(\.[0-9]*[1-9])0*$", r"\1", s)
    s = re.sub(r"^0+(?=[0-9])", "", s)
    return s if s == "0" else sign + s


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("not a str")
    for rule in _RULES:
        if hits := rule(text):
            return _shortest(hits[0])
    return None
