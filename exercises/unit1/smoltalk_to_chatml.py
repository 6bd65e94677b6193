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
            A conversation has one or more turns and may begin with a system message.
        tokenizer: use its own chat template (`apply_chat_template`). Its special tokens differ from run to run,
            so a text with <|im_start|> typed in by hand is wrong.

    Returns:
        A dict with "text", a str: exactly what the tokenizer's template makes of sample["messages"], all of them,
        in their order, nothing added. For SmolLM2's tokenizer and the row above:
            <|im_start|>user\nHi there<|im_end|>\n<|im_start|>assistant\nHello! How can I help you today?<|im_end|>\n
        Text, not token ids. It ends where the last message ends: no header of a further turn follows.
        You may return a new dict or the sample with the key added; further keys are ignored.

    Edge cases:
        Each message's content is copied verbatim: spaces at either end, line breaks, braces, quotes,
        letters and signs beyond ASCII, empty content.
        Each row gives its own text; the same row gives the same text again.
    """
    # TODO 1.1: render the messages with the tokenizer's chat template
    raise NotImplementedError("TODO 1.1: render the messages with the tokenizer's chat template")
