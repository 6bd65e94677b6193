# mistake: the prompt ends after the last message, without the header of the assistant's turn
# hint: no_header
# source: stub
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def generate_reply(model, tokenizer, messages, max_new_tokens):
    inputs = tokenizer.apply_chat_template(messages, return_tensors="pt", return_dict=True)
    output = model.generate(
        **inputs, max_new_tokens=max_new_tokens, do_sample=False, num_beams=1, repetition_penalty=1.0, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id,
    )
    return tokenizer.decode(output[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
