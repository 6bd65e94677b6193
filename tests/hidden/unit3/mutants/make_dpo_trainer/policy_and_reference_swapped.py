# mistake: swaps the two models, so that the reference is trained
# hint: reference
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
    )
    return trl.DPOTrainer(ref_model, model, args=args, train_dataset=dataset, processing_class=tokenizer)
