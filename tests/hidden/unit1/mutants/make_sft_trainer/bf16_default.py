# mistake: nothing said of bf16, which TRL turns on
# hint: no_gpu
# source: learners
from trl import SFTConfig, SFTTrainer


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
    )
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
        peft_config=peft_config,
    )
