# mistake: puts each image into its message, and drops the column
# hint: images_inside
# source: learners
from datasets import Dataset
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    def inside(row):
        left = iter(row["images"])
        for message in row["messages"]:
            for part in message["content"]:
                part["image"] = next(left) if part["type"] == "image" else None
        row["images"] = []
        return row

    rows = Dataset.from_list([inside(row) for row in dataset])
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
