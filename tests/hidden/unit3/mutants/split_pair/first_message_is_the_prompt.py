# mistake: the prompt is always the first message
# hint: one_message_prompt
# source: learners
def split_pair(chosen, rejected):
    if not chosen or not rejected or chosen[0] != rejected[0]:
        raise ValueError("no shared prompt")
    if chosen == rejected:
        raise ValueError("identical")
    return {"prompt": chosen[:1], "chosen": chosen[1:], "rejected": rejected[1:]}
