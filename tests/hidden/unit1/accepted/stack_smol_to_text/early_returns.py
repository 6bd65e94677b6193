# source: learners
def stack_smol_to_text(sample):
    content = sample["content"]
    if content.strip() == "":
        return {"text": ""}
    if len(sample["licenses"]) == 0:
        return {"text": ""}
    if sample["max_line_length"] > 1000 or sample["avg_line_length"] > 100:
        return {"text": ""}
    if sample["alphanum_fraction"] < 0.25:
        return {"text": ""}
    return {"text": content}
