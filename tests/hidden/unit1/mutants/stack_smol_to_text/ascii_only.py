# mistake: letters beyond ASCII are lost
# hint: content_changed
# source: learners
def stack_smol_to_text(sample):
    return {"text": sample["content"].encode("ascii", "ignore").decode()}
