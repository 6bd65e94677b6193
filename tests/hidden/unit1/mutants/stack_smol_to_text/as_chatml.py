# mistake: the code becomes a ChatML conversation
# hint: chat
# source: learners
def stack_smol_to_text(sample):
    ask = f"<|im_start|>user\nWrite {sample['lang']} code.<|im_end|>\n"
    return {"text": ask + f"<|im_start|>assistant\n{sample['content']}<|im_end|>\n"}
