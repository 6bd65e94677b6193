# mistake: another apostrophe is taken for that of REFUSALS
# hint: too_strict
# source: learners
import random

PLACEHOLDER = "{instruction}"
LEAKED = ("given prompt", "rewritten prompt", "created prompt")
REFUSALS = ("sorry", "i'm sorry", "i am sorry", "i cannot", "i can't", "as an ai language model")


def has_failed(new, old):
    if new == "":
        return True
    if new.lower().split() == old.lower().split():
        return True
    if any(words in new.lower() for words in LEAKED):
        return True
    return new.lower().replace("\u2019", "'").startswith(REFUSALS)


def evolve(instruction, llm, methods, num_evolutions=1, rng=None):
    if instruction.strip() == "":
        raise ValueError("instruction is blank")
    if len(methods) == 0:
        raise ValueError("no methods")
    if num_evolutions < 1:
        raise ValueError("num_evolutions")
    for template in methods.values():
        if template.count(PLACEHOLDER) != 1:
            raise ValueError("placeholder")
    if rng is None:
        rng = random.Random()
    current = instruction
    history = []
    for _ in range(num_evolutions):
        method = rng.choice(list(methods))
        prompt = methods[method].replace(PLACEHOLDER, current)
        output = llm(prompt)
        new = output.strip()
        failed = has_failed(new, current)
        history.append({"method": method, "output": output, "accepted": not failed})
        if not failed:
            current = new
    return {"instruction": current, "history": history}
