# source: learners
import random

PLACEHOLDER = "{instruction}"
LEAKED = ("given prompt", "rewritten prompt", "created prompt")
REFUSALS = ("sorry", "i'm sorry", "i am sorry", "i cannot", "i can't", "as an ai language model")


def evolve(instruction, llm, methods, num_evolutions=1, rng=None):
    if not instruction.strip() or not methods or num_evolutions < 1:
        raise ValueError("arguments")
    if any(text.count(PLACEHOLDER) != 1 for text in methods.values()):
        raise ValueError("placeholder")
    rng = rng or random.Random()
    name, template = rng.choice(list(methods.items()))
    before, after = template.split(PLACEHOLDER)
    output = llm(before + instruction + after)
    new, small = output.strip(), output.strip().lower()
    same = " ".join(small.split()) == " ".join(instruction.lower().split())
    leaked = [words for words in LEAKED if words in small]
    refused = [words for words in REFUSALS if small[: len(words)] == words]
    accepted = bool(new) and not same and not leaked and not refused
    entry = {"method": name, "output": output, "accepted": accepted, "prompt": template}
    current = new if accepted else instruction
    if num_evolutions == 1:
        return {"instruction": current, "history": [entry]}
    rest = evolve(current, llm, methods, num_evolutions - 1, rng)
    return {"instruction": rest["instruction"], "history": [entry, *rest["history"]], "first": instruction}
