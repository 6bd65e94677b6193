# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, strip_think=True):
    if prompt_len < 0:
        raise ValueError("a prompt has no negative length")
    if len(output_ids) < prompt_len:
        raise ValueError("the prompt is longer than the row")
    try:
        stop = output_ids.index(tokenizer.convert_tokens_to_ids(tokenizer.eos_token), prompt_len)
    except ValueError:
        stop = None
    reply = tokenizer.decode(output_ids[prompt_len:stop], skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return without_thoughts(reply) if strip_think else reply


def without_thoughts(reply):
    begin = reply.strip()
    if not begin.startswith("<think>"):
        return reply
    pieces = begin.split("</think>")
    return "</think>".join(pieces[1:])
