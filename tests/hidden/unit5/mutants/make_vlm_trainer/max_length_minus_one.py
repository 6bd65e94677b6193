# mistake: max_length=-1, as on the course's page
# hint: tokens_cut
# source: learners
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
        max_length=-1,
    )
    return SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=processor)
