# mistake: the first config is returned again and again
# hint: passed_values
# source: learners
from trl import SFTConfig

KEPT = []


def make_sft_config(output_dir, *, max_steps, learning_rate):
    if not KEPT:
        KEPT.append(SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
        ))
    return KEPT[0]
