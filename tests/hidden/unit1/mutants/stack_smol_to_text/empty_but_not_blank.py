# mistake: only an empty content is left out
# hint: keeps_blank
# source: learners
def stack_smol_to_text(sample):
    bad = sample["content"] == "" or not sample["licenses"] or sample["max_line_length"] > 1000
    bad = bad or sample["avg_line_length"] > 100 or sample["alphanum_fraction"] < 0.25
    return {"text": "" if bad else sample["content"]}
