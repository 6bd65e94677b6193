# mistake: only leaves out special tokens and does not stop at the end token, so another turn joins the reply
# hint: past_the_end
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
    reply = tokenizer.decode(reply_ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    if strip_think and reply.lstrip().startswith("<think>"):
        end = reply.find("</think>")
        if end == -1:
            return ""
        reply = reply[end + len("</think>") :]
    return reply.strip()
