# source: learners
import torch
from trl import SFTConfig, SFTTrainer


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    def collate(rows):
        made = [tokenizer.apply_chat_template(row["messages"], return_dict=True, return_assistant_tokens_mask=True) for row in rows]
        width = max(len(one["input_ids"]) for one in made)
        ids, labels, seen = [], [], []
        for one in made:
            size = len(one["input_ids"])
            rest = width - size
            ids.append(one["input_ids"] + [tokenizer.pad_token_id] * rest)
            labels.append([t if said else -100 for t, said in zip(one["input_ids"], one["assistant_masks"])] + [-100] * rest)
            seen.append([1] * size + [0] * rest)
        return {"input_ids": torch.tensor(ids), "labels": torch.tensor(labels), "attention_mask": torch.tensor(seen)}
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        dataset_kwargs={"skip_prepare_dataset": True},
        remove_unused_columns=False,
    )
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
        peft_config=peft_config,
        data_collator=collate,
    )
