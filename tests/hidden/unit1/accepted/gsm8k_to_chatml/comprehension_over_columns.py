# source: stub
ROLE_OF_COLUMN = {"question": "user", "answer": "assistant"}


def gsm8k_to_chatml(sample, tokenizer):
    render = lambda chat: tokenizer.apply_chat_template([chat], tokenize=False).pop()
    return {
        "messages": (chat := [{"role": role, "content": sample[column]} for column, role in ROLE_OF_COLUMN.items()]),
        "text": render(chat),
    }
