"""Exercise 1.1 🐢: a smoltalk row as ChatML training text.

A model learns to chat from plain text in which special tokens mark who speaks: a chat template turns the
messages of a row into that text. ChatML is the template of SmolLM2 and of many other models.

Read: https://huggingface.co/docs/transformers/chat_templating
Check: smol-grade unit1/smoltalk_to_chatml   Stuck: smol-grade hint smoltalk_to_chatml
"""

from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    r"""Return a dict whose key "text" holds the row's conversation as training text.

    Args:
        sample: one row of HuggingFaceTB/smoltalk, e.g.
            {"messages": [{"content": "Hi there", "role": "user"},
                          {"content": "Hello! How can I help you today?", "role": "assistant"}],
             "full_topic": "Travel/Vacation destinations"}
            User and assistant take turns, once or several times; a system message may come first.
        tokenizer: use its own chat template (`apply_chat_template`), as it is. Its special tokens differ from one
            grading to the next, so a text with <|im_start|> typed in by hand is wrong.

    Returns:
        A dict with "text", a str: exactly what the tokenizer's template makes of sample["messages"], all of them,
        in their order, and of nothing else. With the special tokens of SmolLM2, for the row above:
            <|im_start|>user\nHi there<|im_end|>\n<|im_start|>assistant\nHello! How can I help you today?<|im_end|>\n
        Text, not token ids. It ends where the last message ends, with its end token and line break: no header of a
        further turn follows. Only the text counts, not the way to it. You may return a new dict or the sample with
        the key added; further keys are ignored.

    Edge cases:
        Each message's content is copied verbatim, however long: spaces at either end, line breaks of any kind,
        braces, quotes, letters and signs beyond ASCII, special tokens of other models, empty content. A message that
        comes twice stays twice.
        Each row gives its own text; the same row gives the same text again.
    """
    # TODO 1.1: render the messages with the tokenizer's chat template
    raise NotImplementedError("TODO 1.1: render the messages with the tokenizer's chat template")
