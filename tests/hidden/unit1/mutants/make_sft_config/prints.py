# mistake: it prints the settings
# hint: nothing_returned
# source: learners
from trl import SFTConfig


def make_sft_config(output_dir, *, max_steps, learning_rate):
    print(SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
    ))
