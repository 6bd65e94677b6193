# mistake: a report to a service, as in the course's text
# hint: saves_and_reports_nothing
# source: learners
from trl import SFTConfig


def make_sft_config(output_dir, *, max_steps, learning_rate):
    return SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="trackio",
    )
