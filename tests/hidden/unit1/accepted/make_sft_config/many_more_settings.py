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
        max_length=512,
        packing=False,
        gradient_checkpointing=False,
        logging_steps=1,
        eval_strategy="no",
        push_to_hub=False,
        disable_tqdm=True,
        dataloader_num_workers=0,
        optim="adamw_torch",
        warmup_steps=0,
    )
