# mistake: the class of transformers, without what TRL adds
# hint: other_type
# source: learners
from transformers import TrainingArguments


def make_sft_config(output_dir, *, max_steps, learning_rate):
    return TrainingArguments(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
