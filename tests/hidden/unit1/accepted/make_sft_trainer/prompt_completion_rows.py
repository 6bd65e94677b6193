# source: stub
import trl
from datasets import Dataset
from peft import LoraConfig
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def split_turns(batch):
    out = {"prompt": [], "completion": []}
    for messages in batch["messages"]:
        for i, message in enumerate(messages):
            if message["role"] == "assistant":
                out["prompt"].append(messages[:i])
                out["completion"].append([message])
    return out


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
    rows = dataset.map(split_turns, batched=True, remove_columns=dataset.column_names)
    config = trl.SFTConfig(
        output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        lr_scheduler_type="constant",
        per_device_train_batch_size=16,
        completion_only_loss=True,
        max_length=None,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        save_strategy="no",
        report_to=[],
        logging_steps=1,
        seed=7,
    )
    return trl.SFTTrainer(model, config, train_dataset=rows, processing_class=tokenizer, peft_config=peft_config)
