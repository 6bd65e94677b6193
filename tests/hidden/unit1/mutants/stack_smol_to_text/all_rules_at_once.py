# mistake: the three numbers have to be bad together
# hint: keeps_long_lines
# source: learners
def stack_smol_to_text(sample):
    if not sample["content"].strip() or not sample["licenses"]:
        return {"text": ""}
    if sample["max_line_length"] > 1000 and sample["avg_line_length"] > 100 and sample["alphanum_fraction"] < 0.25:
        return {"text": ""}
    return {"text": sample["content"]}
