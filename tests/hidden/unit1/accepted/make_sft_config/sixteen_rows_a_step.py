# source: learners
from trl import SFTConfig


def make_sft_config(output_dir, *, max_steps, learning_rate):
    return SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
        per_device_train_batch_size=16,
        lr_scheduler_type="cosine",
        weight_decay=0.01,
        seed=0,
        num_train_epochs=1,
    )
