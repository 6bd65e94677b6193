# mistake: tabs become spaces
# hint: white_space
# source: learners
def stack_smol_to_text(sample):
    return {"text": sample["content"].expandtabs(4)}
