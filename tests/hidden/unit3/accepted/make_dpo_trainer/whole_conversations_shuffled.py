# source: stub
import trl


def _whole(row):
    return {"chosen": row["prompt"] + row["chosen"], "rejected": row["prompt"] + row["rejected"]}


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    # the same pairs as two whole conversations each; TRL finds the prompt that they share
    pairs = dataset.map(_whole, remove_columns=["prompt", "source"] if "source" in dataset.column_names else ["prompt"])
    pairs = pairs.shuffle(seed=1)
    args = trl.DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        beta=beta,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        per_device_train_batch_size=10,
        lr_scheduler_type="constant",
    )
    return trl.DPOTrainer(model=model, ref_model=ref_model, args=args, train_dataset=pairs, processing_class=tokenizer)
