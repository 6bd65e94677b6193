# source: stub
from transformers import PreTrainedModel, PreTrainedTokenizerBase


from transformers import GenerationConfig, StoppingCriteria, StoppingCriteriaList


class _AtEnd(StoppingCriteria):
    def __init__(self, end):
        self.end = end

    def __call__(self, input_ids, scores, **kwargs):
        return input_ids[:, -1] == self.end


def generate_reply(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, messages: list[dict[str, str]], max_new_tokens: int
) -> str:
    batch = tokenizer.apply_chat_template([messages], add_generation_prompt=True, return_tensors="pt", return_dict=True)
    prompt = batch["input_ids"]
    kept, model.generation_config = model.generation_config, GenerationConfig(pad_token_id=tokenizer.eos_token_id)
    try:
        whole = model.generate(
            input_ids=prompt,
            attention_mask=prompt.new_ones(prompt.shape),
            max_new_tokens=max_new_tokens,
            do_sample=False,
            stopping_criteria=StoppingCriteriaList([_AtEnd(tokenizer.eos_token_id)]),
        )
    finally:
        model.generation_config = kept
    special = set(tokenizer.all_special_ids)
    said = []
    for token in whole[0][prompt.shape[-1] :].tolist():
        if token == tokenizer.eos_token_id:
            break
        if token not in special:
            said.append(token)
    return tokenizer.decode(said)
