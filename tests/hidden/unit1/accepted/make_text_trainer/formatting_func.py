# source: stub
import trl
from datasets import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def make_text_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    return trl.SFTTrainer(
        model=model,
        args=trl.SFTConfig(
            output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate,
            use_cpu=True, bf16=False, save_strategy="no", report_to="none",
        ),
        train_dataset=dataset,
        processing_class=tokenizer,
        formatting_func=lambda row: row["content"],
    )
