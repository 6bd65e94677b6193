# mistake: max_new_tokens is given as max_length, which counts the prompt's tokens too
# hint: other_limit
# source: stub
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def generate_reply(model, tokenizer, messages, max_new_tokens):
    inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    n = inputs["input_ids"].shape[1]
    output = model.generate(
        **inputs, max_length=max(max_new_tokens, n + 1), do_sample=False, num_beams=1, repetition_penalty=1.0, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id,
    )
    return tokenizer.decode(output[0, n:], skip_special_tokens=True)
