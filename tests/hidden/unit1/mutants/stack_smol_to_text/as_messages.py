# mistake: messages are made of the code
# hint: chat
# source: learners
def stack_smol_to_text(sample):
    return {"messages": [{"role": "assistant", "content": sample["content"]}]}
