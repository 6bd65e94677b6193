# mistake: a warm-up over a tenth of the steps
# hint: warm_up
# source: stub
"""A trainer that teaches a vision-language model what to answer about pictures."""

import trl
from datasets import Dataset
from transformers import Idefics3ForConditionalGeneration, Idefics3Processor


def make_vlm_trainer(
    model: Idefics3ForConditionalGeneration,
    processor: Idefics3Processor,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    """Return a trainer that is ready to train; do not train yet."""
    args = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        per_device_train_batch_size=8,
        warmup_steps=max(1, max_steps // 10),
        use_cpu=True,
        bf16=False,
        fp16=False,
        gradient_checkpointing=False,
        save_strategy="no",
        report_to="none",
        max_length=None,
        assistant_only_loss=True,
    )
    return trl.SFTTrainer(model=model, args=args, train_dataset=dataset, processing_class=processor)
