# source: learners
from dataclasses import dataclass

import trl


@dataclass
class LaptopConfig(trl.SFTConfig):
    bf16: bool = False
    use_cpu: bool = True
    assistant_only_loss: bool = True
    save_strategy: str = "no"
    report_to: str = "none"


def make_sft_config(output_dir: str, *, max_steps: int, learning_rate: float) -> trl.SFTConfig:
    return LaptopConfig(output_dir, max_steps=max_steps, learning_rate=learning_rate)
