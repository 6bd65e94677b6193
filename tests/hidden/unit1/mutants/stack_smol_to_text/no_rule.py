# mistake: nothing is left out
# hint: keeps_blank
# source: learners
def stack_smol_to_text(sample):
    return {"text": sample["content"]}
