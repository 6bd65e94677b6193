# source: stub
import random
import re
from collections.abc import Callable
from typing import Any

PLACEHOLDER = "{instruction}"
LEAKED = ("given prompt", "rewritten prompt", "created prompt")
REFUSALS = ("sorry", "i'm sorry", "i am sorry", "i cannot", "i can't", "as an ai language model")

LEAK = re.compile("|".join(map(re.escape, LEAKED)))
REFUSAL = re.compile("|".join(map(re.escape, REFUSALS)))


def _good(new, old):
    low = new.lower()
    if low == "" or low.split() == old.lower().split():
        return False
    return LEAK.search(low) is None and REFUSAL.match(low) is None


def evolve(
    instruction: str,
    llm: Callable[[str], str],
    methods: dict[str, str],
    num_evolutions: int = 1,
    rng: random.Random | None = None,
) -> dict[str, Any]:
    """Let a model rewrite an instruction several times, each time what the time before left; tell what happened."""
    parts = {name: prompt.split(PLACEHOLDER) for name, prompt in methods.items()}
    if instruction.strip() == "" or not parts or num_evolutions < 1:
        raise ValueError("nothing to evolve, or no way to do it")
    if any(len(part) != 2 for part in parts.values()):
        raise ValueError("a prompt does not hold the placeholder exactly once")
    result = {"instruction": instruction, "history": []}
    for name in (rng or random.Random()).choices(tuple(parts), k=num_evolutions):
        before, after = parts[name]
        output = llm("".join((before, result["instruction"], after)))
        new = output.strip()
        accepted = _good(new, result["instruction"])
        result["history"].append({"method": name, "output": output, "accepted": accepted})
        if accepted:
            result["instruction"] = new
    return result
