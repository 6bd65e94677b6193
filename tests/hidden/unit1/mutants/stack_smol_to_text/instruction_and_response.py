# mistake: Alpaca's headings are put around the code
# hint: chat
# source: learners
def stack_smol_to_text(sample):
    return {"text": f"### Instruction:\nWrite {sample['path']}\n\n### Response:\n{sample['content']}"}
