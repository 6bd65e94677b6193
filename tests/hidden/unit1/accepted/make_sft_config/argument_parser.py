# source: stub
from transformers import HfArgumentParser
from trl import SFTConfig


def make_sft_config(output_dir: str, *, max_steps: int, learning_rate: float) -> SFTConfig:
    """Parse a dict, then set what is easier to set afterwards."""
    (config,) = HfArgumentParser(SFTConfig).parse_dict(
        {"output_dir": output_dir, "use_cpu": True, "bf16": False, "report_to": "none"}
    )
    config.max_steps = max_steps
    config.learning_rate = learning_rate
    config.assistant_only_loss = True
    config.save_strategy = "no"
    return config
