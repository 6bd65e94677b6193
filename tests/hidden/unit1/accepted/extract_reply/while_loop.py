# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, strip_think=True):
    if not (0 <= prompt_len <= len(output_ids)):
        raise ValueError("prompt_len is out of range")
    end = prompt_len
    while end < len(output_ids) and output_ids[end] != tokenizer.eos_token_id:
        end += 1
    reply = tokenizer.decode(output_ids[prompt_len:end], skip_special_tokens=True)
    start = len(reply) - len(reply.lstrip())
    if strip_think and reply.startswith("<think>", start):
        close = reply.find("</think>", start)
        reply = reply[close + 8 :] if close >= 0 else ""
    return reply.strip()
