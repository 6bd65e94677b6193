# source: stub
import trl
from datasets import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def encode(tokenizer, text):
    return tokenizer(text, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]


def make_text_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    rows = [{"input_ids": encode(tokenizer, text)} for text in dataset["content"]]
    args = trl.SFTConfig(
        output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate, warmup_steps=0,
        lr_scheduler_type="cosine", per_device_train_batch_size=4, use_cpu=True, bf16=False,
        save_strategy="no", report_to="none", logging_strategy="no", disable_tqdm=True,
    )
    return trl.SFTTrainer(
        model=model, args=args, train_dataset=Dataset.from_list(rows), processing_class=tokenizer
    )
