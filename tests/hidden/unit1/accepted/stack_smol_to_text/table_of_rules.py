# source: learners
RULES = [
    lambda row: row["content"] == "" or row["content"].isspace(),
    lambda row: row["licenses"] == [],
    lambda row: row["max_line_length"] > 1e3,
    lambda row: row["avg_line_length"] > 1e2,
    lambda row: row["alphanum_fraction"] < 1 / 4,
]


def stack_smol_to_text(sample):
    return {**sample, "text": sample["content"] if not any(rule(sample) for rule in RULES) else ""}
