# mistake: assistant_only_loss is missing, so questions and image tokens are learnt as well
# hint: prompt_learnt
# source: learners
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=processor)
