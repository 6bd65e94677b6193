# mistake: the numbers are counted from the content, not taken from the columns
# hint: keeps_long_lines
# source: learners
def stack_smol_to_text(sample):
    content = sample["content"]
    lengths = [len(line) for line in content.splitlines()] or [0]
    good = content.strip() and sample["licenses"] and max(lengths) <= 1000 and sum(lengths) / len(lengths) <= 100
    good = good and sum(map(str.isalnum, content)) / max(1, len(content)) >= 0.25
    return {"text": content if good else ""}
