# mistake: assistent instead of assistant
# hint: roles
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    names = {"assistant": "assistent"}
    messages = [{"role": names.get(m["role"], m["role"]), "content": m["content"]} for m in sample["messages"]]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
