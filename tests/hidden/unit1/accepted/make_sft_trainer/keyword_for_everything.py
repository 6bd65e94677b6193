# source: learners
import trl


def make_sft_trainer(*, model=None, tokenizer=None, **rest):
    raise NotImplementedError


def make_sft_trainer(model, tokenizer, dataset, output_dir, **rest):
    adapters = rest.pop("peft_config", None)
    settings = dict(use_cpu=True, bf16=False, report_to="none", save_strategy="no", assistant_only_loss=True)
    arguments = trl.SFTConfig(output_dir, **settings, **rest)
    return trl.SFTTrainer(model, arguments, None, dataset.remove_columns("full_topic"), None, tokenizer, peft_config=adapters)
