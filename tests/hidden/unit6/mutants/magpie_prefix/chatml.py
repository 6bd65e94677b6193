# mistake: ChatML with the tokens of Qwen and SmolLM2
# hint: hard_coded
# source: learners
def magpie_prefix(tokenizer, system=None):
    turn = "" if system is None else f"<|im_start|>system\n{system}<|im_end|>\n"
    return turn + "<|im_start|>user\n"
