# mistake: the average is made a whole number before it is compared
# hint: keeps_long_average
# source: learners
def stack_smol_to_text(sample):
    good = sample["content"].strip() and sample["licenses"] and sample["max_line_length"] <= 1000
    good = good and int(sample["avg_line_length"]) <= 100 and sample["alphanum_fraction"] >= 0.25
    return {"text": sample["content"] if good else ""}
