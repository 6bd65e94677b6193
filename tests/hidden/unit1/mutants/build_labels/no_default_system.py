# mistake: tokenizes message by message, so that the system turn which the template puts in front is lost or repeated
# hint: turn_by_turn
# source: stub
from transformers import PreTrainedTokenizerBase


def build_labels(messages, tokenizer, max_length=None):
    if not any(message["role"] == "assistant" for message in messages):
        raise ValueError("no assistant message")
    ids, labels = [], []
    for message in messages:
        turn = tokenizer.apply_chat_template([message])["input_ids"]
        ids += turn
        if message["role"] == "assistant":
            prompt = len(tokenizer.apply_chat_template([{"role": "system", "content": ""}], add_generation_prompt=True)["input_ids"])
            prompt -= len(tokenizer.apply_chat_template([{"role": "system", "content": ""}])["input_ids"])
            learnt = len(turn) - prompt if turn[0] == tokenizer.bos_token_id else len(turn)
            labels += [-100] * (len(turn) - learnt) + turn[len(turn) - learnt : -1] + [-100]
        else:
            labels += [-100] * len(turn)
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
