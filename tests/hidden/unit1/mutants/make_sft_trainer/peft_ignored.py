# mistake: peft_config is accepted but not passed to the trainer, so all weights are trained
# hint: adapters_ignored
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
    args = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        warmup_steps=0,
        use_cpu=True,
        bf16=False,
        fp16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
    )
    return trl.SFTTrainer(
        model=model,
        args=args,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
