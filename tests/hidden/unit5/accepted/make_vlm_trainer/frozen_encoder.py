# source: learners
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    for weight in model.model.vision_model.parameters():
        weight.requires_grad = False
    model.config.use_cache = False
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
        activation_checkpointing=False,
    )
    return SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=processor)
