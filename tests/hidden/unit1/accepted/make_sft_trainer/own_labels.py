# source: stub
import trl
from datasets import Dataset
from peft import LoraConfig
from transformers import PreTrainedModel, PreTrainedTokenizerBase


class _Encoder:
    """Callable that turns one row into ids and labels."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def __call__(self, row):
        enc = self.tokenizer.apply_chat_template(
            row["messages"], tokenize=True, return_dict=True, return_assistant_tokens_mask=True
        )
        ids, mask = enc["input_ids"], enc["assistant_masks"]
        return {"input_ids": ids, "labels": [i if m else -100 for i, m in zip(ids, mask)]}


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
    encoder = _Encoder(tokenizer)
    data = Dataset.from_list([encoder(row) for row in dataset])
    settings = dict(
        output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate, warmup_steps=0,
        lr_scheduler_type="cosine", per_device_train_batch_size=4, gradient_accumulation_steps=2,
        use_cpu=True, bf16=False, save_strategy="no", report_to="none", disable_tqdm=True,
    )
    return trl.SFTTrainer(
        model=model, args=trl.SFTConfig(**settings), train_dataset=data, processing_class=tokenizer,
        peft_config=peft_config,
    )
