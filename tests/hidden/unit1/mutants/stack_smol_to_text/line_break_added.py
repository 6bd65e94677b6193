# mistake: every text gets a line break at its end
# hint: stripped
# source: learners
def stack_smol_to_text(sample):
    return {"text": sample["content"].rstrip("\n") + "\n"}
