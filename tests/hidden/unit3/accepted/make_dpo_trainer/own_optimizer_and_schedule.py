# source: stub
import torch
import trl


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0)
    args = trl.DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        beta=beta,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        save_steps=10**9,
        max_grad_norm=0.0,
    )
    return trl.DPOTrainer(
        model=model,
        ref_model=ref_model,
        args=args,
        train_dataset=dataset.select_columns(["prompt", "chosen", "rejected"]),
        processing_class=tokenizer,
        optimizers=(optimizer, schedule),
    )
