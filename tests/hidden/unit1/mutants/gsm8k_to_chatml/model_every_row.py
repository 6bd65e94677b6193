# mistake: a model is loaded for every row
# hint: loads_from_hub
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    from transformers import AutoModelForCausalLM

    AutoModelForCausalLM.from_pretrained("HuggingFaceTB/SmolLM2-135M")
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
