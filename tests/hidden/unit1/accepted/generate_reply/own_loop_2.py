# source: stub
from transformers import PreTrainedModel, PreTrainedTokenizerBase


import torch


@torch.no_grad()
def generate_reply(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, messages: list[dict[str, str]], max_new_tokens: int
) -> str:
    """The whole sequence anew for each token: slow, but there is nothing that could sample."""
    model.eval()
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    reply = []
    while len(reply) < max_new_tokens:
        logits = model(input_ids=torch.tensor([ids + reply])).logits
        token = int(logits[0, -1].argmax())
        if token == tokenizer.eos_token_id:
            break
        reply.append(token)
    return tokenizer.decode(reply, skip_special_tokens=True)
