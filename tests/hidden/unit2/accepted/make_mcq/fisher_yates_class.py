# source: stub
import random


class McqMaker:
    def __call__(
        self, question: str, answer: str, distractors: list[str], rng: random.Random, n_choices: int = 4
    ) -> dict:
        self.check_types(question, answer, distractors)
        question = question.strip()
        answer = answer.strip()
        if not question:
            raise ValueError("the question is blank")
        if not answer:
            raise ValueError("the answer is blank")
        if n_choices < 2 or 26 < n_choices:
            raise ValueError("n_choices")
        seen = {answer, ""}
        pool = [t for t in (d.strip() for d in distractors) if not (t in seen or seen.add(t))]
        if len(pool) < n_choices - 1:
            raise ValueError("not enough distractors")
        self.mix(pool, rng)
        places = list(range(n_choices))
        self.mix(places, rng)
        gold = places[0]
        choices = [None] * n_choices
        choices[gold] = answer
        for place, text in zip(places[1:], pool):
            choices[place] = text
        rows = [question, *("%s. %s" % (chr(65 + i), c) for i, c in enumerate(choices)), "Answer:"]
        return {"query": "\n".join(rows), "choices": choices, "gold_index": gold}

    @staticmethod
    def mix(things, rng):
        for i in range(len(things) - 1, 0, -1):
            j = int(rng.random() * (i + 1))
            things[i], things[j] = things[j], things[i]

    @staticmethod
    def check_types(question, answer, distractors):
        if isinstance(distractors, str):
            raise TypeError
        for t in [question, answer] + list(distractors):
            if not isinstance(t, str):
                raise TypeError(type(t))


make_mcq = McqMaker()
