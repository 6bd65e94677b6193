r"""Exercise 6.4 🐕: instructions that grow harder (Evol-Instruct).

Hand-written instructions are few, easy and alike. Evol-Instruct, the method behind WizardLM, lets a model rewrite them:
deeper, with one more constraint, more concrete; and again, and again. Not every rewriting is an instruction: the model
refuses, repeats what it was given, or copies words of the prompt. Such failures must not get into the data.

Read: https://arxiv.org/abs/2304.12244 (WizardLM, section 3)
Check: smol-grade unit6/evolve   Stuck: smol-grade hint evolve
"""

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
    """Let a model rewrite an instruction several times, each time what the time before left; tell what happened.

    One evolution: rng chooses a method; the model is asked once, with the method's prompt, in which the current
    instruction stands in place of PLACEHOLDER; its output, stripped (str.strip), becomes the current instruction,
    unless the evolution has failed: then the current instruction stays as it was. The next evolution starts from it.

    Args:
        instruction: the first current instruction. It is used verbatim, not stripped.
        llm: the model. Called with a prompt, a str, and nothing else; returns its output, a str.
        methods: the name of each method and its prompt, a text in which PLACEHOLDER stands exactly once.
        num_evolutions: how many evolutions there are, 1 or more. One that fails counts too; it is not made again.
        rng: the only source of chance. It chooses the method of every evolution, each equally likely whatever was
            chosen before. The same arguments, with an rng in the same state, give the same methods, whatever the module
            random has drawn; how it is drawn from, and how often, is up to you. None: a new random.Random(), so that
            the next call chooses other methods.

    Returns:
        A dict with these keys (others are ignored, in the inner dicts too):
        "instruction": the current instruction after the last evolution, a str.
        "history": a list with a dict for each evolution, in their order: {"method": the name of the method, "output":
            what llm returned, verbatim, "accepted": False if the evolution has failed, else True}

    An evolution has failed if its output, stripped (call it new, and the current instruction old),
        - is empty;
        - is unchanged: new.lower().split() == old.lower().split();
        - holds one of LEAKED anywhere, in capital or small letters: "#Rewritten Prompt#: …";
        - begins with one of REFUSALS (str.startswith), in capital or small letters: "Sorry, but …". Elsewhere they
          do no harm.
    Nothing else is a failure: the output may be shorter than the instruction, or be what an earlier one was.
    LEAKED and REFUSALS are sought to the letter. "I can't sleep" with a curved apostrophe (U+2019) is accepted, and
    so is "given" with "prompt" on the next line.

    Raises:
        ValueError: instruction is blank (empty, or nothing but white space); methods is empty; a method's prompt,
            chosen or not, does not hold PLACEHOLDER exactly once; num_evolutions is below 1.
            All of this is checked before the model is asked.

    Edge cases:
        Instructions are any text: braces, even "{instruction}", percent signs and backslashes reach the model as they
        are. So do all braces of a method's prompt but PLACEHOLDER: 'Answer as {"task": "…"}'.
        A method's prompt may hold words of LEAKED; only outputs are searched for them.
        methods is left as it is.

    Example (a model that adds " Why?" to what follows the colon of its prompt):
        >>> evolve("What is rain?", llm, {"deepen": "Ask for more: {instruction}"}, num_evolutions=2)
        {'instruction': 'What is rain? Why? Why?',
         'history': [{'method': 'deepen', 'output': 'What is rain? Why?', 'accepted': True},
                     {'method': 'deepen', 'output': 'What is rain? Why? Why?', 'accepted': True}]}
    """
    # TODO 6.4: check the arguments; then choose, ask, judge and write down, again and again
    raise NotImplementedError("TODO 6.4: check the arguments; then choose, ask, judge and write down, again and again")
