# mistake: warms the learning rate up over the first steps
# hint: warm_up
# source: stub
import trl


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    args = trl.DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        beta=beta,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        warmup_steps=max(1, max_steps // 10),
        lr_scheduler_type="cosine",
    )
    return trl.DPOTrainer(model=model, ref_model=ref_model, args=args, train_dataset=dataset, processing_class=tokenizer)
