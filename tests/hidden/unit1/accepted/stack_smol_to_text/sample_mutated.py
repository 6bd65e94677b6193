# source: learners
def stack_smol_to_text(sample):
    bad = not sample["content"].strip() or not sample["licenses"] or sample["max_line_length"] >= 1001
    bad |= sample["avg_line_length"] > 100 or sample["alphanum_fraction"] < 0.25
    sample["text"] = "" if bad else sample["content"]
    return sample
