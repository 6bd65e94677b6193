# mistake: SFTTrainer where SFTConfig is meant
# hint: config_keyword
# source: learners
from trl import SFTTrainer


def make_sft_config(output_dir, *, max_steps, learning_rate):
    return SFTTrainer(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
