# source: learners
from trl import SFTConfig

FIXED = {
    "use_cpu": True,
    "bf16": False,
    "assistant_only_loss": True,
    "save_strategy": "no",
    "report_to": "none",
}


def make_sft_config(output_dir, *, max_steps, learning_rate):
    settings = dict(FIXED)
    settings.update(output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate)
    return SFTConfig(**settings)
