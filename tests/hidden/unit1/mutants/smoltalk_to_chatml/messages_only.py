# mistake: the messages, never rendered
# hint: messages_only
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    messages = [{"role": m["role"], "content": m["content"]} for m in sample["messages"]]
    return {"messages": messages}
