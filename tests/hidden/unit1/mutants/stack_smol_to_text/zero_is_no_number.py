# mistake: a fraction of 0.0 counts as not there
# hint: keeps_no_letters
# source: learners
def stack_smol_to_text(sample):
    good = sample["content"].strip() and sample["licenses"] and sample["max_line_length"] <= 1000
    good = good and sample["avg_line_length"] <= 100
    if sample["alphanum_fraction"] and sample["alphanum_fraction"] < 0.25:
        good = False
    return {"text": sample["content"] if good else ""}
