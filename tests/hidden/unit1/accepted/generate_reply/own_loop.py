# source: learners
import torch


def generate_reply(model, tokenizer, messages, max_new_tokens):
    ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=False)
    new = []
    with torch.no_grad():
        for _ in range(max_new_tokens):
            token = model(ids).logits[0, -1].argmax()
            if token == tokenizer.eos_token_id:
                break
            new.append(token.item())
            ids = torch.cat([ids, token.view(1, 1)], dim=1)
    return tokenizer.decode(new, skip_special_tokens=True)
