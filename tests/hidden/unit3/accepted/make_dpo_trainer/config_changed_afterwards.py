# source: stub
import trl


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    args = trl.DPOConfig(output_dir=output_dir, use_cpu=True, bf16=False, max_steps=max_steps, logging_steps=5)
    args.learning_rate = learning_rate
    args.beta = beta
    args.save_strategy = "no"
    args.num_train_epochs = 100
    trainer = trl.DPOTrainer(
        model=model.train(),
        ref_model=ref_model.eval(),
        args=args,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    return trainer
