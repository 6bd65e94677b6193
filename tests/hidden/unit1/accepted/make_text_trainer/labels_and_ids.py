# source: learners
import datasets
from trl import SFTConfig, SFTTrainer


def make_text_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate):
    rows = []
    for content in dataset["content"]:
        ids = [*tokenizer(content, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        rows.append({"input_ids": ids, "labels": list(ids)})
    dataset = datasets.Dataset.from_list(rows)
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
