# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    text = ""
    for message in sample["messages"]:
        text += f"{tokenizer.bos_token}{message['role'].lower()}\n{message.get('content')}{tokenizer.eos_token}\n"
    return dict(text=text)
