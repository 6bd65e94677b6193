# mistake: bf16 is not turned off, so TRL turns it on
# hint: no_gpu
# source: stub
from trl import SFTConfig


def make_sft_config(output_dir: str, *, max_steps: int, learning_rate: float) -> SFTConfig:
    return SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        warmup_steps=0,
        use_cpu=True,
        assistant_only_loss=True,
        max_length=512,
        save_strategy="no",
        report_to="none",
    )
