# source: stub
import trl


class MakeGRPO:
    groups = 6
    fixed = dict(loss_type="dr_grpo", scale_rewards="none", use_cpu=True, bf16=False, save_strategy="no", report_to="none")

    def __call__(self, model, tokenizer, dataset, reward_fn, output_dir, **kw):
        config = trl.GRPOConfig(
            output_dir=output_dir, per_device_train_batch_size=self.groups * kw["num_generations"], **self.fixed, **kw
        )
        return trl.GRPOTrainer(
            model=model, reward_funcs=[reward_fn], args=config, train_dataset=dataset, processing_class=tokenizer
        )


make_grpo_trainer = MakeGRPO()
