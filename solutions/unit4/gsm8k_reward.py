"""Exercise 4.3 🐕: a reward for the right number.

Arithmetic can be checked by a rule, so no reward model is needed: a completion earns 1 if its final number is that of
the data set, else 0. The rule must not be kind in the wrong place: whatever earns a reward without being right is what
the model will learn.

Read: https://huggingface.co/docs/trl/grpo_trainer (Using a custom reward function), https://arxiv.org/abs/2110.14168
Check: smol-grade unit4/gsm8k_reward   Stuck: smol-grade hint gsm8k_reward
"""

from typing import Any


def gsm8k_reward(completions: list[Any], answer: list[str], **kwargs: Any) -> list[float | None]:
    r"""Return 1.0 for each completion whose number equals its answer's, else 0.0, and None if the answer has none.

    The number of a text is the one that its first #### announces (as for the course's leaderboard): after #### come
    spaces or none (a line break is no space), then perhaps -, $, -$ or $-, then digits 0 to 9, between which commas may
    stand anywhere, then perhaps a point and more digits. Whatever follows is not part of the number ("#### 42.",
    "#### 42 eggs" and "#### 42\nNext:" say 42). If anything else comes after the first ####, or there is no ####, the
    text has no number, whatever stands elsewhere.

    Args:
        completions: what the model wrote, one item a completion. An item is either a str, its text, or a conversation:
            a list with one dict that has the keys "role" and "content", where the text is the "content".
        answer: the column "answer" of gsm8k, one text a completion, such as
            "There are 2*3 = <<2*3=6>>6 boxes of 200.\nThat makes $1,200.\n#### 1,200"
        kwargs: all else that a trainer knows. GRPOTrainer passes everything by keyword: prompts, completions,
            completion_ids, trainer_state, log_extra, log_metric, and each column of the data set, "answer" too, by its
            own name. None of it matters here, but the function has to take it.

    Returns:
        A new list, as long as completions and in the same order: a float for each (an int will do, a bool will not), or
        None where the answer has no number, whatever the completion says. A trainer leaves None out of its means.

    Raises:
        ValueError: there are more completions than answers, or fewer.

    Edge cases:
        Numbers are compared, not texts: 1,000.0 equals 1000, and 7 equals 7.00 and $7. -5 is not 5, 14 is not 142,
        7.5 is not 7. (No number has more than 12 digits.) A completion without a number earns 0.0.
        Only the first #### counts: "#### 3\nOr rather #### 4" says 3, and "#### ? No: #### 4" says nothing.
        One list may hold texts and conversations. Empty lists give an empty list.

    Example:
        >>> gold = ["2*3 = <<2*3=6>>6\n#### 6", "#### 1,000", "no number"]
        >>> gsm8k_reward(completions=["It is 6.\n#### 6", "It is 1,000.", "#### 6"], answer=gold, prompts=None)
        [1.0, 0.0, None]
    """
    # TODO 4.3: find the number of each text and compare, or say None
    # BEGIN SOLUTION
    import re  # noqa: PLC0415 - the stub does not tell how

    del kwargs

    def number_of(text: str) -> float | None:
        found = re.match(r" *(-?)\$?(-?)([0-9][0-9,]*(?:\.[0-9]+)?)", text.partition("####")[2])
        return float("".join(found.groups()).replace(",", "")) if found else None

    rewards: list[float | None] = []
    for item, gold in zip(completions, answer, strict=True):
        wanted = number_of(gold)
        got = number_of(item if isinstance(item, str) else item[0]["content"])
        rewards.append(None if wanted is None else float(got == wanted))
    return rewards
    # END SOLUTION
