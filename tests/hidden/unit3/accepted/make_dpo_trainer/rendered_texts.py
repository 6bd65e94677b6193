# source: learners
from trl import DPOConfig, DPOTrainer


def _texts(row, tokenizer):
    prompt = tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
    answers = {}
    for name in ("chosen", "rejected"):
        whole = tokenizer.apply_chat_template(row["prompt"] + row[name], tokenize=False)
        answers[name] = whole[len(prompt) :].rstrip("\n")
    return {"prompt": prompt, **answers}


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    texts = dataset.map(_texts, fn_kwargs={"tokenizer": tokenizer}, remove_columns=dataset.column_names)
    config = DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        beta=beta,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    trainer = DPOTrainer(
        model=model,
        ref_model=ref_model,
        args=config,
        train_dataset=texts,
        processing_class=tokenizer,
    )
    return trainer
