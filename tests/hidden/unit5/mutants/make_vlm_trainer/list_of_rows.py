# mistake: the rows as a list, as in the course's notebook
# hint: needs_dataset
# source: learners
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    rows = [{"images": row["images"], "messages": row["messages"]} for row in dataset]
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
    return SFTTrainer(model=model, args=config, train_dataset=rows, processing_class=processor)
