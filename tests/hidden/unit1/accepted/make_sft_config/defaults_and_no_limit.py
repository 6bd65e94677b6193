# source: stub
from trl import SFTConfig

make_sft_config = lambda output_dir, *, max_steps, learning_rate: SFTConfig(  # noqa: E731
    output_dir, max_steps=max_steps, learning_rate=learning_rate, use_cpu=True, bf16=False,
    assistant_only_loss=True, max_length=None, save_strategy="no", report_to=[],
    lr_scheduler_type="constant", per_device_train_batch_size=4, gradient_accumulation_steps=2,
    gradient_checkpointing=False, logging_strategy="no",
)
