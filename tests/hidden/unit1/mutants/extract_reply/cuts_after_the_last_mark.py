# mistake: cuts after the last </think> of the reply, not after the first
# hint: last_close
# source: stub
"""Take a reply out of generated tokens."""

from transformers import PreTrainedTokenizerBase


def extract_reply(
    output_ids: list[int], prompt_len: int, tokenizer: PreTrainedTokenizerBase, *, strip_think: bool = True
) -> str:
    """Return the assistant's reply out of what a model generated."""
    if prompt_len < 0 or prompt_len > len(output_ids):
        raise ValueError("prompt_len does not fit output_ids")
    reply_ids = output_ids[prompt_len:]
    if tokenizer.eos_token_id in reply_ids:
        reply_ids = reply_ids[: reply_ids.index(tokenizer.eos_token_id)]
    reply = tokenizer.decode(reply_ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    if strip_think and reply.lstrip().startswith("<think>"):
        end = reply.rfind("</think>")
        if end == -1:
            return ""
        reply = reply[end + len("</think>") :]
    return reply.strip()
