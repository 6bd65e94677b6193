# source: stub
import re
from typing import NamedTuple


class Number(NamedTuple):
    minus: bool
    whole: str
    decimals: str

    def __str__(self):
        body = self.whole + (f".{self.decimals}" if self.decimals else "")
        return f"-{body}" if self.minus and body != "0" else body


class Extractor:
    sign = r"(?P<sign>(?:\$[-\N{MINUS SIGN}]|[-\N{MINUS SIGN}]\$|\$|[-\N{MINUS SIGN}])?)"
    digits = r"(?P<whole>[0-9]+(?:,[0-9]+)*)(?:\.(?P<decimals>[0-9]+))?"

    def __init__(self):
        number = self.sign + self.digits
        self.plain = re.compile(number)
        self.rules = [
            re.compile(r"\#{4}[\s:*]*" + number),
            re.compile(r"(?:answer\ is|answer:|\\boxed\{)[\s:*]*" + number, re.I),
        ]

    def __call__(self, text):
        if not isinstance(text, str):
            raise TypeError("extract_answer wants a str")
        m = next(filter(None, (rule.search(text) for rule in self.rules)), None)
        if m is None:
            found = list(self.plain.finditer(text))
            if not found:
                return None
            m = found[-1]
        whole = re.sub("^0+", "", m["whole"].replace(",", "")) or "0"
        decimals = (m["decimals"] or "").rstrip("0")
        return str(Number(m["sign"].replace("$", "") != "", whole, decimals))


extract_answer = Extractor()
