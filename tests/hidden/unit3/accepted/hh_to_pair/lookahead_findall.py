# source: stub
import re


class HHParser:
    pattern = re.compile(r"\n\n(Human|Assistant):(.*?)(?=\n\nHuman:|\n\nAssistant:|\Z)", re.DOTALL)

    def __call__(self, chosen, rejected):
        for t in (chosen, rejected):
            if t[:8] != "\n\nHuman:":
                raise ValueError("begin with Human")
        a, b = map(self.pattern.findall, (chosen, rejected))
        a = [(w, t.strip()) for w, t in a]
        b = [(w, t.strip()) for w, t in b]
        k = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), 0)
        if k == 0:
            raise ValueError("no pair")
        msg = lambda l: [{"role": {"Human": "user"}.get(w, "assistant"), "content": t} for w, t in l]
        return {"prompt": msg(a[:k]), "chosen": msg(a[k:]), "rejected": msg(b[k:])}


hh_to_pair = HHParser()
