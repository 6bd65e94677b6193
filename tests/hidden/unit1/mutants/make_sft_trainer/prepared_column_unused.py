# mistake: a text column is made that the trainer does not look at
# hint: prompt_learnt
# source: learners
from trl import SFTConfig, SFTTrainer


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    dataset = dataset.map(lambda row: {"text": tokenizer.apply_chat_template(row["messages"], tokenize=False)})
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        dataset_text_field="text",
    )
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
        peft_config=peft_config,
    )
