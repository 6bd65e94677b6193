# source: learners
from trl import SFTConfig, SFTTrainer


class Quiet(SFTTrainer):
    def log(self, logs, start_time=None):
        pass


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    config = SFTConfig(
        output_dir=str(output_dir),
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
        save_steps=1000,
        dataloader_num_workers=0,
    )
    return Quiet(model, config, train_dataset=dataset.shuffle(seed=3), processing_class=processor)
