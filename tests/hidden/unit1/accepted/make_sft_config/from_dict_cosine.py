# source: stub
import dataclasses

from trl import SFTConfig
from transformers.trainer_utils import SaveStrategy

FIXED = {"use_cpu": True, "bf16": False, "fp16": False, "assistant_only_loss": True, "report_to": ["none"]}


def make_sft_config(output_dir, *, max_steps, learning_rate):
    names = {field.name for field in dataclasses.fields(SFTConfig)}
    wanted = dict(FIXED, output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate,
                  save_strategy=SaveStrategy.NO, lr_scheduler_type="cosine", optim="adamw_torch",
                  max_length=2048, seed=1, logging_steps=5)
    assert wanted.keys() <= names
    return SFTConfig(**wanted)
