# mistake: bad files fall through the if, and None is returned
# hint: none_for_left_out
# source: learners
def stack_smol_to_text(sample):
    if sample["content"].strip() and sample["licenses"] and sample["max_line_length"] <= 1000:
        if sample["avg_line_length"] <= 100 and sample["alphanum_fraction"] >= 0.25:
            return {"text": sample["content"]}
