# source: stub
import trl

SETTINGS = dict(
    per_device_train_batch_size=4,
    gradient_accumulation_steps=3,
    lr_scheduler_type="cosine",
    warmup_steps=0,
    optim="adamw_torch",
    weight_decay=0.0,
    use_cpu=True,
    bf16=False,
    save_strategy="no",
    eval_strategy="no",
    report_to=[],
    logging_steps=1,
)


class MakeTrainer:
    def __init__(self, **settings):
        self.settings = settings

    def __call__(self, model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
        s = dict(self.settings, output_dir=output_dir, max_steps=max_steps, learning_rate=learning_rate, beta=beta)
        return trl.DPOTrainer(
            model=model, ref_model=ref_model, args=trl.DPOConfig(**s), train_dataset=dataset, processing_class=tokenizer
        )


make_dpo_trainer = MakeTrainer(**SETTINGS)
