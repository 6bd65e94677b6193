# source: stub
import re
from fractions import Fraction

# DOTALL and the lazy prefix: only the first #### can match
RE = re.compile(r"\A(?:(?!####).)*####[ ]*(-\$|\$-|-|\$)?(\d[\d,]*)(\.\d+)?", re.DOTALL | re.ASCII)


class Reward:
    __name__ = "gsm8k_reward"

    @staticmethod
    def number(item):
        text = item[0]["content"] if isinstance(item, list) else item
        if not (m := RE.search(text)):
            return None
        sign, whole, frac = m.groups(default="")
        return Fraction(whole.replace(",", "") + frac) * (-1 if "-" in sign else 1)

    def __call__(self, completions, answer, **kwargs):
        if len(completions) != len(answer):
            raise ValueError
        golds, said = map(self.number, answer), map(self.number, completions)
        return [None if g is None else 1 if g == s else 0 for g, s in zip(golds, said, strict=True)]


gsm8k_reward = Reward()
