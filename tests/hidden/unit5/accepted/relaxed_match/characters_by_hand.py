# source: learners
class Number:
    def __init__(self, text):
        self.ok, self.sign, self.value = False, False, 0.0
        text = text.strip()
        if text[-1:] == "%":
            self.sign, text = True, text[:-1].rstrip()
        factor, seen = 1, ""
        while text and text[0] in "-+\u2212$":
            kind = "$" if text[0] == "$" else "+"
            if kind in seen:
                return
            seen += kind
            factor = -1 if text[0] in "-\u2212" else factor
            text = text[1:]
        digits = ""
        for place, letter in enumerate(text):
            around = text[place - 1 : place] + text[place + 1 : place + 2]
            if letter == "," and "." not in digits and len(around) == 2 and all(c in "0123456789" for c in around):
                continue
            if letter not in "0123456789." or (letter == "." and "." in digits):
                return
            digits += letter
        if digits.strip(".") == "":
            return
        self.ok, self.value = True, factor * float(digits)


def relaxed_match(prediction, gold, tolerance=0.05):
    for text in (prediction, gold):
        if type(text) is not str:
            raise TypeError(f"{text!r} is no text")
    if not tolerance >= 0:
        raise ValueError(tolerance)
    p, g = Number(prediction), Number(gold)
    if p.ok != g.ok:
        return False
    if not p.ok:
        return prediction.lower().strip() == gold.lower().strip()
    pairs = {(p.value, g.value)}
    if p.sign != g.sign:
        pairs.add((p.value / (100 if p.sign else 1), g.value / (100 if g.sign else 1)))
    return any(g - tolerance * abs(g) <= p <= g + tolerance * abs(g) for p, g in pairs)
