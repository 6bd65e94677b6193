# mistake: a bare text is returned
# hint: not_a_dict
# source: learners
def stack_smol_to_text(sample):
    return sample["content"]
