# source: learners
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    def split(row):
        return {"prompt": row["messages"][:-1], "completion": row["messages"][-1:]}

    rows = dataset.map(split, remove_columns=["messages"])
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return SFTTrainer(model=model, args=config, train_dataset=rows, processing_class=processor)
