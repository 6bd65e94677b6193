# source: learners
from trl import SFTConfig, SFTTrainer


class Quiet(SFTTrainer):
    def log(self, logs, start_time=None):
        pass


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
        lr_scheduler_type="constant",
        gradient_checkpointing=False,
    )
    return Quiet(model, config, train_dataset=dataset.shuffle(seed=3), processing_class=tokenizer, peft_config=peft_config)
