# mistake: the path stands in front, as in StarCoder's pretraining
# hint: path_added
# source: learners
def stack_smol_to_text(sample):
    return {"text": f"<filename>{sample['path']}\n{sample['content']}"}
