# mistake: an empty list is compared with None
# hint: keeps_unlicensed
# source: learners
def stack_smol_to_text(sample):
    good = sample["content"].strip() and sample["max_line_length"] <= 1000 and sample["avg_line_length"] <= 100
    good = good and sample["licenses"] is not None
    return {"text": sample["content"] if good and sample["alphanum_fraction"] >= 0.25 else ""}
