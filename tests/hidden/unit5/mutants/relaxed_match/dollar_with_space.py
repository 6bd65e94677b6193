# mistake: lets white space stand anywhere
# hint: loose_number
# source: learners
import re

NUMBER = re.compile(r"([-+\u2212]?\$?|\$[-+\u2212])([0-9]+(?:,[0-9]+)*\.?[0-9]*|\.[0-9]+)\s*(%?)")


def read(text):
    m = NUMBER.fullmatch(re.sub(r"\s", "", text))
    if m is None:
        return None
    value = float(m[2].replace(",", ""))
    if "-" in m[1] or "\u2212" in m[1]:
        value = -value
    return value, m[3] == "%"


def relaxed_match(prediction, gold, tolerance=0.05):
    if not isinstance(prediction, str) or not isinstance(gold, str):
        raise TypeError("two texts, please")
    if tolerance < 0:
        raise ValueError("a negative tolerance")
    one, other = read(prediction), read(gold)
    if one is None and other is None:
        return prediction.strip().lower() == gold.strip().lower()
    if one is None or other is None:
        return False
    (p, p_sign), (g, g_sign) = one, other

    def near(p, g):
        return abs(p - g) <= tolerance * abs(g)

    if near(p, g):
        return True
    if p_sign and not g_sign:
        return near(p / 100, g)
    if g_sign and not p_sign:
        return near(p, g / 100)
    return False
