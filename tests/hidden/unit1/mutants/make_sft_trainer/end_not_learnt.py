# mistake: labels of its own mask the end token of each answer
# hint: end_not_learnt
# source: stub
import trl
from datasets import Dataset
from peft import LoraConfig
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def make_sft_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
    peft_config: LoraConfig | None = None,
) -> trl.SFTTrainer:
    def encode(row):
        enc = tokenizer.apply_chat_template(
            row["messages"], tokenize=True, return_dict=True, return_assistant_tokens_mask=True
        )
        labels = [
            i if m and i != tokenizer.eos_token_id else -100
            for i, m in zip(enc["input_ids"], enc["assistant_masks"])
        ]
        return {"input_ids": enc["input_ids"], "labels": labels}

    dataset = dataset.map(encode, remove_columns=dataset.column_names)
    args = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        warmup_steps=0,
        use_cpu=True,
        bf16=False,
        fp16=False,
        save_strategy="no",
        report_to="none",
    )
    return trl.SFTTrainer(
        model=model,
        args=args,
        train_dataset=dataset,
        processing_class=tokenizer,
        peft_config=peft_config,
    )
