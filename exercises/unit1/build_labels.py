"""Exercise 1.8 🐕: labels that learn only what the assistant says.

In supervised fine-tuning a conversation is one row of token ids, and the labels say which of them the model learns to
write. It is to learn the assistant's answers and when to stop, not to write questions like a user.

Read: https://huggingface.co/docs/trl/sft_trainer ("Train on assistant messages only")
Check: smol-grade unit1/build_labels   Stuck: smol-grade hint build_labels
"""

from transformers import PreTrainedTokenizerBase


def build_labels(
    messages: list[dict[str, str]], tokenizer: PreTrainedTokenizerBase, max_length: int | None = None
) -> dict[str, list[int]]:
    r"""Return the token ids of a conversation, and labels that mask all but the assistant's answers.

    Args:
        messages: dicts with "role" and "content". The first is from "system" or "user"; then "user" and "assistant"
            take turns, once or several times. The last one may be from either of them.
        tokenizer: a fast one. Use its own chat template and special tokens, which differ from one grading to the next.
            The template writes ChatML: for each message a header, the content, the end token `tokenizer.eos_token`
            and a line break; with add_generation_prompt=True, then the header of an answer. Like that of SmolLM2, it
            may put a system turn of its own in front where `messages` has none. It has no {% generation %} markers.
        max_length: how many tokens to keep at most (1 or more), counted from the start; None keeps all.

    Returns:
        A dict with two lists of int of the same length (not tensors; further keys are ignored):
        "input_ids": the ids of what the template makes of all messages, without a generation prompt. (In
            transformers 5, apply_chat_template gives a dict by default, with the ids under "input_ids".)
        "labels": at each place either the same id as in "input_ids" or -100. The ids of every assistant message's
            content and of the end token that closes it stand there; all else is -100: system and user turns, every
            header, and the line break after the end token. Labels are not shifted: the model does that itself.
        With the special tokens of SmolLM2, | between what is masked and what is learnt:
            <|im_start|>user\n2+2?<|im_end|>\n<|im_start|>assistant\n | 4<|im_end|> | \n
        Only the result counts, not the way to it.

    Edge cases:
        Every assistant message counts, not only the last one. The same words from a user are masked.
        A content may quote special tokens, even a whole header of an assistant turn: what a user quotes is masked as
        the rest of the message, what the assistant quotes is learnt as the rest of the answer.
        Of an empty answer only the end token is learnt. No answer begins with white space, so no token belongs half to
        the header and half to the answer.
        With max_length, both lists are cut after that many tokens, wherever that is; labels may then all be -100.
        A max_length beyond the conversation's length changes nothing.
        Without an assistant message, or without any message: ValueError.
    """
    # TODO 1.8: find where each answer begins and ends among the ids, and mask the rest
    raise NotImplementedError("TODO 1.8: find where each answer begins and ends among the ids, and mask the rest")
