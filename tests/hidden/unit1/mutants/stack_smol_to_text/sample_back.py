# mistake: the unchanged sample is returned
# hint: thrown_away
# source: learners
def stack_smol_to_text(sample):
    text = sample["content"]  # noqa: F841
    return sample
