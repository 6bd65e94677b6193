# mistake: the first line is made a prompt and therefore is not learnt
# hint: part_of_the_file
# source: stub
import trl
from datasets import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def make_text_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    def split(row):
        first, newline, rest = row["content"].partition("\n")
        return {"prompt": first + newline, "completion": rest}

    dataset = dataset.map(split, remove_columns=dataset.column_names)
    args = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return trl.SFTTrainer(model=model, args=args, train_dataset=dataset, processing_class=tokenizer)
