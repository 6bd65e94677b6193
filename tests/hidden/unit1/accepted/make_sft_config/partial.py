# source: learners
from functools import partial

from trl import SFTConfig

on_laptop = partial(SFTConfig, use_cpu=True, bf16=False, fp16=False, report_to="none", save_strategy="no")


def make_sft_config(output_dir, *, max_steps, learning_rate, **more):
    return on_laptop(output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate, assistant_only_loss=True, **more)
