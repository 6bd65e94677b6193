# mistake: lines are split and joined: \r\n is lost
# hint: white_space
# source: learners
def stack_smol_to_text(sample):
    return {"text": "".join(line + "\n" for line in sample["content"].splitlines())}
