# mistake: the pad token is made the end token, and a collator that masks pads masks the end of each file
# hint: end_not_learnt
# source: stub
import trl
from datasets import Dataset
from transformers import DataCollatorForLanguageModeling, PreTrainedModel, PreTrainedTokenizerBase


class Ids(DataCollatorForLanguageModeling):
    """Labels are made from the ids, pads masked."""

    def __call__(self, rows, return_tensors=None):
        return super().__call__([{"input_ids": row["input_ids"]} for row in rows], return_tensors)


def make_text_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    tokenizer.pad_token = tokenizer.eos_token
    args = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        dataset_text_field="content",
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return trl.SFTTrainer(model=model, args=args, train_dataset=dataset, processing_class=tokenizer,
                          data_collator=Ids(tokenizer, mlm=False))
