# mistake: shows the same blank picture in every row
# hint: blind
# source: learners
from PIL import Image
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    def blank(row):
        return {"images": [Image.new("RGB", image.size) for image in row["images"]]}

    rows = dataset.map(blank)
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
