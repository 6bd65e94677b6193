# mistake: the learning rate of the notebook
# hint: passed_values
# source: learners
from trl import SFTConfig


def make_sft_config(output_dir, *, max_steps, learning_rate):
    return SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=2e-5,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
    )
