# mistake: the text stands under another key
# hint: other_key
# source: learners
def stack_smol_to_text(sample):
    return {"code": sample["content"]}
