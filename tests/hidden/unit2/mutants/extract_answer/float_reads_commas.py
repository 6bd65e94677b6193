# mistake: float is asked to read what stands there
# hint: not_read
# source: learners
import re


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    m = re.search(r"####[\s:*]*([-\u2212$\d.,]+)", text) or re.search(
        r"(?:answer is|answer:|\\boxed\{)[\s:*]*([-\u2212$\d.,]+)", text, re.IGNORECASE
    )
    found = m[1] if m else (re.findall(r"[-\u2212$\d.,]*\d", text) or [None])[-1]
    return None if found is None else f"{float(found.rstrip('.,')):g}"
