# mistake: does not pass the learning rate on, so that it is the default of 1e-6
# hint: rate
# source: stub
import trl


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    args = trl.DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        beta=beta,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return trl.DPOTrainer(model=model, ref_model=ref_model, args=args, train_dataset=dataset, processing_class=tokenizer)
