# source: stub
import trl
from datasets import Dataset
from peft import LoraConfig, get_peft_model
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
    if peft_config is not None:
        model = get_peft_model(model, peft_config)
    config = trl.SFTConfig(output_dir=output_dir, use_cpu=True, bf16=False, gradient_checkpointing=False)
    config.max_steps = max_steps
    config.learning_rate = learning_rate
    config.assistant_only_loss = True
    config.save_strategy = "no"
    config.report_to = []
    return trl.SFTTrainer(model=model, args=config, train_dataset=dataset.select_columns("messages"),
                          processing_class=tokenizer)
