"""Exercise 1.2 🐕: a gsm8k problem as a chat, and as ChatML training text.

Most data sets are not chats. Before a model can be tuned on them, each row becomes messages (who says what),
and the messages become text through the tokenizer's chat template.

Read: https://huggingface.co/docs/transformers/chat_templating and the card of openai/gsm8k
Check: smol-grade unit1/gsm8k_to_chatml   Stuck: smol-grade hint gsm8k_to_chatml
"""

from typing import Any

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    r"""Return a dict with the problem as "messages" and as training "text".

    Args:
        sample: one row of openai/gsm8k, e.g.
            {"question": "Tom has 3 bags of 24 nuts. How many nuts?",
             "answer": "Tom has 3*24 = <<3*24=72>>72 nuts.\n#### 72"}
        tokenizer: use its own chat template (`apply_chat_template`), as it is. Its special tokens differ from one
            grading to the next, so a text with <|im_start|> typed in by hand is wrong.

    Returns:
        A dict with both keys (further keys are ignored; you may return a new dict or the sample with keys added):
        "messages": a list of dicts with "role" and "content": one "user" message with the question, then one
            "assistant" message with the answer. One "system" message of your own may stand before them.
        "text": a str: exactly what the tokenizer's template makes of these messages. Text, not token ids.
            It ends where the answer's message ends, with its end token and line break: no header of a further turn
            follows. With the special tokens of SmolLM2, for the row above:
            <|im_start|>user\nTom has … nuts?<|im_end|>\n<|im_start|>assistant\nTom has … #### 72<|im_end|>\n
        Only the result counts, not the way to it.

    Edge cases:
        Question and answer are copied verbatim, however long: spaces at either end, line breaks of any kind, braces,
        quotes, signs beyond ASCII; in the answer the calculator marks <<3*24=72>> and the last line #### 72 stay.
        Each row gives its own messages and text.
    """
    # TODO 1.2: build the messages, then render them with the tokenizer's chat template
    raise NotImplementedError("TODO 1.2: build the messages, then render them with the tokenizer's chat template")
