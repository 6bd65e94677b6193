# mistake: assistant_only_loss on rendered text
# hint: not_a_chat
# source: learners
from trl import SFTConfig, SFTTrainer


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    dataset = dataset.map(
        lambda row: {"text": tokenizer.apply_chat_template(row["messages"], tokenize=False)},
        remove_columns=dataset.column_names,
    )
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
