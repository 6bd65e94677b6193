# mistake: files whose size is not that of the content are left out
# hint: left_out_by_mistake
# source: learners
def stack_smol_to_text(sample):
    good = sample["content"].strip() and sample["licenses"] and sample["max_line_length"] <= 1000
    good = good and sample["avg_line_length"] <= 100 and sample["alphanum_fraction"] >= 0.25
    return {"text": sample["content"] if good and sample["size"] == len(sample["content"]) else ""}
