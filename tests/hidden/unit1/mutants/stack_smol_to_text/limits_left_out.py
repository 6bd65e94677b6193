# mistake: a number at its limit leaves the file out
# hint: at_the_limit
# source: learners
def stack_smol_to_text(sample):
    good = sample["content"].strip() and sample["licenses"] and sample["max_line_length"] < 1000
    good = good and sample["avg_line_length"] < 100 and sample["alphanum_fraction"] > 0.25
    return {"text": sample["content"] if good else ""}
