# mistake: files without a licence are kept
# hint: keeps_unlicensed
# source: learners
def stack_smol_to_text(sample):
    good = sample["content"].strip() and sample["max_line_length"] <= 1000 and sample["avg_line_length"] <= 100
    return {"text": sample["content"] if good and sample["alphanum_fraction"] >= 0.25 else ""}
