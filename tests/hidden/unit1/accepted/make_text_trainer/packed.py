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
    data = dataset.map(lambda row: {"text": row["content"] + tokenizer.eos_token},
                       remove_columns=dataset.column_names)
    args = trl.SFTConfig(
        output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate,
        packing=True, max_length=256, per_device_train_batch_size=4,
        use_cpu=True, bf16=False, save_strategy="no", report_to="none",
    )
    return trl.SFTTrainer(model=model, args=args, train_dataset=data, processing_class=tokenizer)
