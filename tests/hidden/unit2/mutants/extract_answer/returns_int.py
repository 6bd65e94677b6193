# mistake: a number instead of a text
# hint: no_text
# source: learners
import re


def extract_answer(text):
    m = re.search(r"####[\s:*]*(-?\d+)", text)
    return int(m.group(1)) if m else None
