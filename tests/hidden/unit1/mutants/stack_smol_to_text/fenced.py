# mistake: a code fence around the code
# hint: fenced
# source: learners
def stack_smol_to_text(sample):
    return {"text": f"```{sample['lang'].lower()}\n{sample['content']}\n```"}
