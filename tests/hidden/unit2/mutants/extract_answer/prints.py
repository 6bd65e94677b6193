# mistake: prints the answer
# hint: nothing_returned
# source: learners
import re


def extract_answer(text):
    m = re.search(r"####\s*(-?[\d.,]+)", text)
    if m:
        print(m.group(1).replace(",", ""))
