# mistake: only the first 1000 characters are kept
# hint: cut_off
# source: learners
def stack_smol_to_text(sample):
    return {"text": sample["content"][:1000]}
