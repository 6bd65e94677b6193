"""Exercise 1.11 🐢: the settings of a short training that runs on a laptop.

Many cries for help about this course come from one object: a default that needs a GPU, a keyword that was renamed, a
report to a service that is not installed. Its documentation is long; few settings matter here.

Read: https://huggingface.co/docs/trl/sft_trainer (SFTConfig) and TrainingArguments of transformers, its base class
Check: smol-grade unit1/make_sft_config   Stuck: smol-grade hint make_sft_config
"""

from trl import SFTConfig


def make_sft_config(output_dir: str, *, max_steps: int, learning_rate: float) -> SFTConfig:
    """Return the settings for fine-tuning a small chat model on CPU.

    Args:
        output_dir: folder for what a training leaves, e.g. "out".
        max_steps: how many steps the training takes, e.g. 30.
        learning_rate: the learning rate of the first step, e.g. 5e-3.

    Returns:
        A new SFTConfig. The grader reads its fields, then trains a tiny chat model with it for 24 steps.
        - It holds output_dir, max_steps and learning_rate as they were passed; no warm-up comes before that rate.
        - It works without a GPU, in full precision: use_cpu is on, bf16 and fp16 are off. (TRL turns bf16 on unless
          told otherwise.)
        - Only what assistants say is learnt: assistant_only_loss is on.
        - No row of up to 512 tokens is cut: max_length is None, 512 or more (TRL's default is). -1 does not mean
          "no limit".
        - Nothing is saved during training and nothing is reported: save_strategy is "no", report_to is "none" (which
          the object shows as []).
        All other settings are yours, as long as the tiny model learns what assistants say: the defaults will do.

    Example:
        config = make_sft_config("out", max_steps=30, learning_rate=5e-3)
        config.max_steps is then 30, config.bf16 is False, and no GPU is needed to get there.
    """
    # TODO 1.11: make an SFTConfig of the three arguments and the settings above
    # BEGIN SOLUTION
    return SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        activation_checkpointing=False,  # recomputing saves memory that a tiny model does not need
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
    )
    # END SOLUTION
