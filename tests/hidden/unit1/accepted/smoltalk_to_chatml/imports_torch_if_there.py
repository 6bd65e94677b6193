# source: learners
try:
    import torch
except ImportError:
    torch = None


def smoltalk_to_chatml(sample, tokenizer):
    ids = tokenizer.apply_chat_template(sample["messages"])["input_ids"]
    return {"text": tokenizer.decode(ids), "ids": ids, "gpu": bool(torch and torch.cuda.is_available())}
