# mistake: the fraction is rounded before it is compared
# hint: keeps_no_letters
# source: learners
def stack_smol_to_text(sample):
    good = sample["content"].strip() and sample["licenses"] and sample["max_line_length"] <= 1000
    good = good and sample["avg_line_length"] <= 100 and round(sample["alphanum_fraction"], 2) >= 0.25
    return {"text": sample["content"] if good else ""}
