"""Exercise 6.1 🐢: the new instructions in what a model wrote.

Self-Instruct shows a model some instructions and asks for more. What comes back is a list in one of many forms, with a
friendly sentence before it and after it. What is taken from it becomes training data: a preamble that slips through is
a row that teaches nonsense, and the same instruction twice is a row that counts double.

Read: https://arxiv.org/abs/2212.10560 (Self-Instruct, section 2)
Check: smol-grade unit6/parse_instructions   Stuck: smol-grade hint parse_instructions
"""


def parse_instructions(text: str, existing: list[str] | tuple[str, ...] = (), max_words: int = 40) -> list[str]:
    r"""Return the new instructions of a list that a model wrote.

    A list line is a line of the text that, without the white space at both its ends, has one of these forms:
    * numbered: one or more digits, then . or ), then white space, then the instruction: 1. Sing. or 12) Sing.
    * bulleted: one of - * • then white space, then the instruction: - Sing.
    * quoted: the instruction in a pair of quotes: "Sing."
    A pair of quotes is one of " “ at the beginning, one of " ” at the end, and something between that has none of the
    three. If what stands behind a number or a bullet is a pair of quotes, the instruction is what is in it.
    All other lines are dropped.

    A word is a longest run of letters, digits and underscores (\w+ in a pattern): "What's 2+2?" has the words What, s,
    2, 2. Two instructions are the same if they have the same words in the same order, upper and lower case alike.
    Signs and spaces only divide words: "What's" is the same as "What s", and not as "Whats".

    Args:
        text: what the model wrote; its lines end with \n, or with \r\n. It has no other line breaks, no other digits
            than 0 to 9, and no letter like ß, for which lower() and casefold() differ.
        existing: instructions that are there already, without numbers and bullets.
        max_words: how many words an instruction may have, 1 or more.

    Returns:
        A list of str: the instructions in the order of the text, without those that have more than max_words words or
        none, that are the same as one in `existing`, or the same as an earlier one of the text.

    Raises:
        TypeError: text is not a str.
        ValueError: max_words is less than 1.

    Edge cases:
        An instruction is kept as it is written, but for the white space at its ends, also inside its quotes. Only one
        number or bullet is taken away, and one pair of quotes: "- 1. Sing." gives "1. Sing.", and "- 1." gives "1.".
        No pair, so all of it stays, quotes and all: '1. Say "hi"' and '- "Red" or "blue"?'. Without a number or bullet
        such lines are dropped.
        Indented lines are list lines like others. The lines below a list line do not belong to it.
        No list lines: "2.5 litres" and "**Sing.**" (no white space behind), "1." and "-" (nothing behind, and never is
        an instruction taken from the next line), "a) Sing." (no digit).
        `existing` is left as it is, and so is its order.

    Example:
        parse_instructions('Sure!\n1. Sing a song.\n2) "Name 3 seas."\n- SING: a song\n- Hi\n\nMore?', ["hi!"])
        returns ["Sing a song.", "Name 3 seas."].
    """
    # TODO 6.1: take the list lines, uncover their instructions, drop long and known ones
    raise NotImplementedError("TODO 6.1: take the list lines, uncover their instructions, drop long and known ones")
