# mistake: shuffles the methods again and again, and takes each once in a round
# hint: depends_on_before
# source: stub
import random
from collections.abc import Callable
from typing import Any

PLACEHOLDER = "{instruction}"
LEAKED = ("given prompt", "rewritten prompt", "created prompt")
REFUSALS = ("sorry", "i'm sorry", "i am sorry", "i cannot", "i can't", "as an ai language model")


def evolve(
    instruction: str,
    llm: Callable[[str], str],
    methods: dict[str, str],
    num_evolutions: int = 1,
    rng: random.Random | None = None,
) -> dict[str, Any]:
    """Let a model rewrite an instruction several times, each time what the time before left; tell what happened."""
    if not instruction.strip():
        raise ValueError("the instruction is blank")
    if not methods:
        raise ValueError("there are no methods")
    for name, prompt in methods.items():
        if prompt.count(PLACEHOLDER) != 1:
            raise ValueError(f"the prompt of {name} must hold {PLACEHOLDER} exactly once")
    if num_evolutions < 1:
        raise ValueError("num_evolutions must be 1 or more")
    if rng is None:
        rng = random.Random()
    names = list(methods)
    current = instruction
    history = []
    for step in range(num_evolutions):
        if step % len(names) == 0:
            rng.shuffle(names)
        name = names[step % len(names)]
        output = llm(methods[name].replace(PLACEHOLDER, current))
        new = output.strip()
        low = new.lower()
        failed = (
            not new
            or low.split() == current.lower().split()
            or any(words in low for words in LEAKED)
            or any(low.startswith(words) for words in REFUSALS)
        )
        history.append({"method": name, "output": output, "accepted": not failed})
        if not failed:
            current = new
    return {"instruction": current, "history": history}
