# mistake: an end token is appended
# hint: end_token
# source: learners
def stack_smol_to_text(sample):
    return {"text": sample["content"] + "<|endoftext|>"}
