# source: learners
import random

PLACEHOLDER = "{instruction}"
LEAKED = ("given prompt", "rewritten prompt", "created prompt")
REFUSALS = ("sorry", "i'm sorry", "i am sorry", "i cannot", "i can't", "as an ai language model")


def steps(instruction, llm, methods, rng):
    names = list(methods.keys())
    while True:
        method = names[rng.randint(0, len(names) - 1)]
        place = methods[method].index(PLACEHOLDER)
        output = llm(methods[method][:place] + instruction + methods[method][place + len(PLACEHOLDER) :])
        new = output.strip()
        small = new.lower()
        accepted = True
        if not small or small.split() == instruction.lower().split():
            accepted = False
        for words in LEAKED:
            if words in small:
                accepted = False
        for words in REFUSALS:
            if small.startswith(words):
                accepted = False
        if accepted:
            instruction = new
        yield instruction, {"method": method, "output": output, "accepted": accepted}


def evolve(instruction, llm, methods, num_evolutions=1, rng=None):
    if not instruction or instruction.isspace():
        raise ValueError("an instruction, please")
    if not methods:
        raise ValueError("methods, please")
    if not num_evolutions > 0:
        raise ValueError("one evolution at least")
    for name in methods:
        if methods[name].count(PLACEHOLDER) != 1:
            raise ValueError(name)
    if rng is None:
        rng = random.Random(random.SystemRandom().getrandbits(64))
    history = []
    for (current, entry), _ in zip(steps(instruction, llm, methods, rng), range(num_evolutions)):
        history.append(entry)
    return {"instruction": current, "history": history}
