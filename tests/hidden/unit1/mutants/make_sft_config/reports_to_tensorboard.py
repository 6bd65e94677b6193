# mistake: report_to names tensorboard, a report that nobody asked for
# hint: saves_and_reports_nothing
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
        max_length=512,
        save_strategy="no",
        report_to="tensorboard",
    )
