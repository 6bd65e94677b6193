# No regular expression: a cursor that eats the line.
# source: learners
DIGITS = "0123456789"


class Line:
    def __init__(self, text):
        self.rest = text
        self.gap()

    def gap(self):
        while self.rest and (self.rest[0].isspace() or self.rest[0] == "*"):
            self.rest = self.rest[1:]

    def eat(self, word):
        if self.rest[: len(word)].lower() == word:
            self.rest = self.rest[len(word) :]
            return True
        return False

    def number(self):
        whole = self.digits()
        if whole and self.rest[:1] == "." and self.rest[1:2] and self.rest[1] in DIGITS:
            self.rest = self.rest[1:]
            return float(whole + "." + self.digits())
        return float(whole) if whole else None

    def digits(self):
        n = 0
        while n < len(self.rest) and self.rest[n] in DIGITS:
            n += 1
        found, self.rest = self.rest[:n], self.rest[n:]
        return found


def read(text):
    line = Line(text)
    label = line.eat("score") or line.eat("rating")
    if label:
        line.gap()
        if not line.eat(":"):
            return None
        line.gap()
    boxed = line.eat("[[")
    score = line.number()
    if score is None or (boxed and not line.eat("]]")):
        return None
    line.gap()
    scale = None
    if line.eat("/"):
        line.gap()
        scale = line.number()
        if scale is None:
            return None
        line.gap()
    if line.rest == "":
        return label, score, scale, ""
    if line.rest[0] in "-:\u2013\u2014" and (len(line.rest) == 1 or line.rest[1].isspace()):
        return label, score, scale, line.rest[1:].strip()
    return None


def parse_judge(text, lo=1, hi=5):
    if type(text) is not str:
        raise TypeError("text")
    if hi < lo:
        raise ValueError("bounds")
    before, seen = [], False
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        found = read(line)
        if found and (found[0] or not seen):
            _, score, scale, reason = found
            if not (lo <= score <= hi) or scale not in (None, hi):
                return None
            parts = ["\n".join(before).strip(), reason, "\n".join(lines[number:]).strip()]
            return {"rationale": "\n".join(p for p in parts if p), "score": score}
        seen = seen or line.strip() != ""
        before.append(line)
    return None
