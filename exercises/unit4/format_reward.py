"""Exercise 4.1 🐢: a reward for the right form.

Reinforcement learning needs no model answers, only a function that says how good a completion is. The simplest kind
looks at the form alone: did the model put its reasoning between <think> and </think> before it answered? Models learn
that within a few steps, and a second reward then finds the answer. GRPOTrainer of TRL calls it after each generation.

Read: https://huggingface.co/docs/trl/grpo_trainer (Using a custom reward function), https://arxiv.org/abs/2501.12948
Check: smol-grade unit4/format_reward   Stuck: smol-grade hint format_reward
"""

from typing import Any


def format_reward(completions: list[Any], **kwargs: Any) -> list[float]:
    """Return 1.0 for each completion that has the right form, and 0.0 for each that has not.

    A text has the right form if all three hold (the rule of trl.rewards.think_format_reward):
        it begins with <think>, with nothing before it, not even a space or a line break;
        <think> stands in it only once;
        </think> stands in it somewhere after that, once or more often.
    Nothing else matters: the reasoning and what follows </think> may be anything, with many line breaks, or empty.

    Args:
        completions: what the model wrote, one item a completion. An item is either a str, its text, or a conversation:
            a list with one dict that has the keys "role" and "content", where the text is the "content".
        kwargs: all else that a trainer knows. GRPOTrainer passes everything by keyword: prompts, completions,
            completion_ids, trainer_state, log_extra, log_metric, and each further column of the data set by its name.
            None of it matters here, but the function has to take it.

    Returns:
        A new list, as long as completions and in the same order: a float for each (an int will do, a bool will not).

    Edge cases:
        Tags are written exactly so: <Think>, <thinking>, < think > and [think] are not <think>.
        An empty text gives 0.0. An empty list gives an empty list.
        One list may hold texts and conversations.

    Example:
        >>> format_reward(completions=["<think>7*6 = 42</think>42", "42", "So: <think>42</think>42"], prompts=None)
        [1.0, 0.0, 0.0]
        >>> format_reward(completions=[[{"role": "assistant", "content": "<think>7*6 = 42</think>"}]])
        [1.0]
    """
    # TODO 4.1: take the text out of each completion and look at its form
    raise NotImplementedError("TODO 4.1: take the text out of each completion and look at its form")
