# source: learners
def stack_smol_to_text(sample):
    fit = (
        any(not sign.isspace() for sign in sample["content"])
        and any(True for _ in sample["licenses"])
        and sample["max_line_length"] <= 1000
        and sample["avg_line_length"] <= 100
        and sample["alphanum_fraction"] >= 0.25
    )
    return {"text": sample["content"] * fit}
