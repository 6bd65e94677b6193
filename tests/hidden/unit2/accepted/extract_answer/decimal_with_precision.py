# source: learners
import decimal
import re

N = r"([-\u2212$]{0,2}\d+(?:,\d+)*(?:\.\d+)?)"


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("not a text")
    found = re.findall(r"####[\s*:]*" + N, text)[:1]
    found = found or re.findall(r"(?i:answer is|answer:|\\boxed{)[\s*:]*" + N, text)[:1]
    found = found or re.findall(N, text)[-1:]
    if not found:
        return None
    plain = found[0].replace("\u2212", "-").replace("$", "").replace(",", "")
    with decimal.localcontext() as context:
        context.prec = len(plain) + 5
        value = decimal.Decimal(plain)
        if value == 0:
            return "0"
        text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
