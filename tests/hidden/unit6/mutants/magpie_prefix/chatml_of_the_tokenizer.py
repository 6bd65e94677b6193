# mistake: ChatML with the tokenizer's own tokens
# hint: by_hand
# source: learners
def magpie_prefix(tokenizer, system=None):
    turn = "" if system is None else f"{tokenizer.bos_token}system\n{system}{tokenizer.eos_token}\n"
    return turn + f"{tokenizer.bos_token}user\n"
