# mistake: a LoraConfig of its own
# hint: other_adapters
# source: learners
from peft import LoraConfig
from trl import SFTConfig, SFTTrainer


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    if peft_config is not None:
        peft_config = LoraConfig(r=4, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
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
