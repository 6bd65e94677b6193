# mistake: an exception is raised for bad files
# hint: raises_for_left_out
# source: learners
def stack_smol_to_text(sample):
    if not sample["content"].strip():
        raise ValueError("empty file")
    good = sample["licenses"] and sample["max_line_length"] <= 1000
    good = good and sample["avg_line_length"] <= 100 and sample["alphanum_fraction"] >= 0.25
    return {"text": sample["content"] if good else ""}
