# mistake: continue_final_message=True cuts off the end marker of the last message.
# hint: end_missing
# source: stub
def smoltalk_to_chatml(sample, tokenizer):
    sample["text"] = tokenizer.apply_chat_template(
        sample["messages"],
        tokenize=False,
        continue_final_message=True,
    )
    return sample
