# mistake: float decides what a number is
# hint: read_by_float
# source: learners
def read(text):
    text = text.strip()
    sign = text.endswith("%")
    text = text.removesuffix("%").strip().replace(",", "").replace("$", "").replace("\u2212", "-")
    try:
        return float(text), sign
    except ValueError:
        return None


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
