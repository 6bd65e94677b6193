# mistake: float reads texts too
# hint: not_read
# source: learners
def relaxed_match(prediction, gold, tolerance=0.05):
    if not isinstance(prediction, str) or not isinstance(gold, str):
        raise TypeError("two texts, please")
    if tolerance < 0:
        raise ValueError("a negative tolerance")
    if prediction.strip().lower() == gold.strip().lower():
        return True
    p_sign, g_sign = "%" in prediction, "%" in gold
    p, g = (float(text.strip().strip("%$").replace(",", "").replace("$", "")) for text in (prediction, gold))

    def near(p, g):
        return abs(p - g) <= tolerance * abs(g)

    if near(p, g):
        return True
    if p_sign and not g_sign:
        return near(p / 100, g)
    if g_sign and not p_sign:
        return near(p, g / 100)
    return False
