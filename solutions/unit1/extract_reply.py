"""Exercise 1.18 🐢 (bonus): take a reply out of generated tokens.

`generate` gives back the prompt and what the model added to it, in one row of token ids. To find the reply, tutorials
search the decoded text for the assistant's header. Decoding without special tokens has removed half of that header, the
search finds nothing, `find` says -1, and a cut at -1 makes nonsense. Tokens can be counted; nothing has to be searched.

Read: https://huggingface.co/docs/transformers/llm_tutorial
Check: smol-grade unit1/extract_reply   Stuck: smol-grade hint extract_reply
"""

from transformers import PreTrainedTokenizerBase


def extract_reply(
    output_ids: list[int], prompt_len: int, tokenizer: PreTrainedTokenizerBase, *, strip_think: bool = True
) -> str:
    r"""Return the assistant's reply out of what a model generated.

    Args:
        output_ids: one row of what `generate` returns, as a list: the tokens of the prompt, then those that the model
            added. It is left as it is.
        prompt_len: how many tokens the prompt has, 0 or more. The prompt ends with the header of the assistant's turn.
        tokenizer: the model's own, with one end token. Its special tokens differ from one grading to the next. decode
            leaves spaces before punctuation alone.
        strip_think: whether to leave out what the model thinks before it answers.

    Returns:
        A str: the text of the tokens after the prompt, and only of those, e.g. "Lima."
        The reply ends before the first end token (tokenizer.eos_token) that comes after the prompt; what follows it,
        padding or another turn, does not belong to the reply. Without an end token it goes on to the end.
        With strip_think, a reply that begins with <think>, white space aside, loses everything up to and including the
        first </think>. <think> and </think> are ordinary text for the tokenizer, of several tokens each.

    Raises:
        ValueError: prompt_len is negative, or larger than the number of tokens in output_ids.

    Edge cases:
        No special token stands in the reply: where one comes before the end token, it is left out, and the text on
        both sides of it is kept.
        All the rest is kept, also words that look like a header ("assistant\n").
        White space at either end of the reply may stay or be stripped: both are right.
        prompt_len may be the number of all tokens, and the end token may come at once: then the reply is "".
        A block that is never closed (the limit came first) leaves nothing: "". An empty block is a block.
        <think> or </think> elsewhere in the reply is text and stays: only the block it begins with is left out, and
        only one, even if another follows at once.
        Without strip_think, blocks stay as they are.

    Example:
        Prompt: "<|im_start|>user\nCapital of Peru?<|im_end|>\n<|im_start|>assistant\n"
        What the model adds: "<think>\nEasy.\n</think>\n\nLima.<|im_end|>"
        The reply is then "Lima."; without strip_think it is "<think>\nEasy.\n</think>\n\nLima."
    """
    # TODO 1.18: cut the list at both ends, decode, leave out the block of thoughts
    # BEGIN SOLUTION
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError(f"{prompt_len} prompt tokens of {len(output_ids)}")
    new = output_ids[prompt_len:]
    if tokenizer.eos_token_id in new:
        new = new[: new.index(tokenizer.eos_token_id)]
    reply: str = tokenizer.decode(new, skip_special_tokens=True).strip()
    if strip_think and reply.startswith("<think>"):
        reply = reply.partition("</think>")[2].strip()
    return reply
    # END SOLUTION
