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
    text_only = dataset.rename_column("content", "text").remove_columns(
        [name for name in dataset.column_names if name != "content"]
    )
    settings = {
        "max_steps": max_steps, "learning_rate": learning_rate, "lr_scheduler_type": "constant",
        "per_device_train_batch_size": 16, "use_cpu": True, "bf16": False, "fp16": False,
        "gradient_checkpointing": False, "save_strategy": "no", "report_to": [], "max_length": None, "seed": 3,
    }
    return trl.SFTTrainer(model, trl.SFTConfig(output_dir, **settings), train_dataset=text_only,
                          processing_class=tokenizer)
