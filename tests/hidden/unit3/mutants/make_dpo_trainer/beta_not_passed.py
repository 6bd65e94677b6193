# mistake: does not pass beta on, so that it is always the default of 0.1
# hint: beta_ignored
# source: stub
import trl


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    args = trl.DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return trl.DPOTrainer(model=model, ref_model=ref_model, args=args, train_dataset=dataset, processing_class=tokenizer)
