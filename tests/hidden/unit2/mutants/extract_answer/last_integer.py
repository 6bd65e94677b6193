# mistake: the last run of digits anywhere
# hint: last_number
# source: learners
import re


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    found = re.findall(r"-?\d+", text)
    return found[-1] if found else None
