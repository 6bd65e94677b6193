# source: stub
from operator import itemgetter


def gsm8k_to_chatml(sample: dict, tokenizer) -> dict:
    question, answer = itemgetter("question", "answer")(sample)
    messages = [dict(role="user", content=question), dict(role="assistant", content=answer)]
    ids = tokenizer.apply_chat_template(messages, return_dict=False)  # a plain list of ints
    texts = tokenizer.batch_decode([ids], skip_special_tokens=False, clean_up_tokenization_spaces=False)
    return dict(sample, messages=messages, text=texts[0])
