# mistake: the first published code: a percent sign is a hundredth, and gold 0 is compared as text
# hint: per_cent
# source: learners
def relaxed_match(prediction, gold, tolerance=0.05):
    def _to_float(text):
        try:
            if text.endswith("%"):
                return float(text.rstrip("%")) / 100.0
            return float(text)
        except ValueError:
            return None

    if not isinstance(prediction, str) or not isinstance(gold, str):
        raise TypeError
    if tolerance < 0:
        raise ValueError
    clean = [text.strip().replace(",", "").replace("$", "").replace("\u2212", "-") for text in (prediction, gold)]
    p, g = map(_to_float, clean)
    if p is not None and g:
        return abs(p - g) / abs(g) <= tolerance
    if p is not None and g == 0:
        return p == g
    return prediction.strip().lower() == gold.strip().lower()
