# source: stub
def say(role):
    def message(content):
        return {"content": content, "role": role}

    return message


user, assistant = say("user"), say("assistant")


def gsm8k_to_chatml(sample, tokenizer):
    sample["messages"] = [user(sample["question"]), assistant(sample["answer"])]
    sample.update(text=tokenizer.apply_chat_template(sample["messages"], tokenize=False))
    return sample
