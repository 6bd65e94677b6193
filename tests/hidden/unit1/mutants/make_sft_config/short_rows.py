# mistake: max_length is 256, so rows of up to 512 tokens are cut
# hint: whole_answers_only
# source: stub
from trl import SFTConfig


def make_sft_config(output_dir: str, *, max_steps: int, learning_rate: float) -> SFTConfig:
    return SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        warmup_steps=0,
        use_cpu=True,
        bf16=False,
        fp16=False,
        assistant_only_loss=True,
        max_length=256,
        save_strategy="no",
        report_to="none",
    )
