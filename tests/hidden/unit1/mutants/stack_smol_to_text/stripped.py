# mistake: the content is stripped
# hint: stripped
# source: learners
def stack_smol_to_text(sample):
    return {"text": sample["content"].strip()}
