# source: learners
import random
import re

PLACEHOLDER = "{instruction}"


class Filter:
    leaked = re.compile("(given|rewritten|created) prompt", re.I)
    refused = re.compile("(i('| a)m )?sorry|i (cannot|can't)|i can't|as an ai language model", re.I)

    def __call__(self, new, old):
        words = [text.lower().split() for text in (new, old)]
        return len(new) == 0 or words[0] == words[1] or bool(self.leaked.search(new)) or bool(self.refused.match(new))


def evolve(instruction, llm, methods, num_evolutions=1, rng=None):
    if len(instruction.strip()) == 0:
        raise ValueError("blank")
    if methods == {}:
        raise ValueError("methods")
    if num_evolutions <= 0:
        raise ValueError("evolutions")
    parts = {name: text.split(PLACEHOLDER) for name, text in methods.items()}
    if {len(some) for some in parts.values()} != {2}:
        raise ValueError("placeholder")
    chance = random.Random() if rng is None else rng
    steps, bad = [], Filter()
    while len(steps) < num_evolutions:
        name = list(parts)[int(chance.random() * len(parts))]
        said = llm(instruction.join(parts[name]))
        fails = bad(said.strip(), instruction)
        steps += [dict(method=name, output=said, accepted=not fails)]
        instruction = instruction if fails else said.strip()
    return dict(history=steps, instruction=instruction)
