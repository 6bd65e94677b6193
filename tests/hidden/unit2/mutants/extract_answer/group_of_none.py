# mistake: the match is used without asking whether there is one
# hint: no_match
# source: learners
import re


def extract_answer(text):
    return re.search(r"####[\s:*]*(-?[\d,]+)", text).group(1).replace(",", "")
