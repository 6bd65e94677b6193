"""Frozen cases of exercise 3.4: the loss and the mean rewards that TRL's DPOTrainer computes of tiny models.

Its "sigmoid" no longer smooths labels, but its "aot" does, which for a batch of a single pair is the same loss; that
case has one pair.
"""

import tempfile

import numpy as np

PRECISE = 1e-5
WORDS = ("yes", "no", "maybe", "it", "rains", "today", "why", "so")


def freeze():
    """Ask TRL: a policy and a reference with drawn weights, all in float64."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    models = []
    for seed in (0, 1):
        torch.manual_seed(seed)
        model = LlamaForCausalLM(LlamaConfig(vocab_size=len(WORDS) + 2, **sizes)).double()
        torch.nn.init.normal_(model.lm_head.weight)
        models.append(model)
    settings = [("sigmoid", beta, 0.0, 4) for beta in (0.05, 0.1, 0.7)]
    settings += [("hinge", beta, 0.0, 4) for beta in (0.05, 0.1, 0.7)]
    settings += [("aot", beta, smoothing, 1) for beta in (0.1, 0.7) for smoothing in (0.1, 0.3, 0.5)]
    return [_case(*models, *setting) for setting in settings]


def _case(policy, reference, loss_type, beta, smoothing, pairs):
    import torch
    from datasets import Dataset, disable_progress_bars
    from trl import DPOConfig, DPOTrainer

    disable_progress_bars()
    with tempfile.TemporaryDirectory() as folder:
        config = DPOConfig(
            output_dir=folder,
            use_cpu=True,
            bf16=False,
            report_to="none",
            gradient_checkpointing=False,
            per_device_train_batch_size=pairs,
            loss_type=[loss_type],
            beta=beta,
            label_smoothing=smoothing,
        )
        rows = Dataset.from_list([_row(number) for number in range(pairs)])
        trainer = DPOTrainer(
            policy, ref_model=reference, args=config, processing_class=_tokenizer(), train_dataset=rows
        )
        batch = next(iter(trainer.get_train_dataloader()))
        trainer.model.eval()
        with torch.no_grad():
            loss = trainer.compute_loss(trainer.model, batch).item()
            logps = [_logps(model, batch) for model in (trainer.model, trainer.ref_model)]
        told = trainer._metrics["eval"]
    return {
        "logps": [_rounded(values) for pair in logps for values in pair.chunk(2)],
        "settings": {
            "beta": beta,
            "label_smoothing": smoothing,
            "loss_type": "sigmoid" if loss_type == "aot" else loss_type,
        },
        "loss": round(loss, 6),
        "rewards": [round(told[f"rewards/{name}"][0], 6) for name in ("chosen", "rejected")],
    }


def _rounded(tensor):
    """Round so that the file stays small; the error is far below the tolerance."""
    return np.round(tensor.numpy(), 7).tolist()


def _row(number):
    return {"prompt": WORDS[number], "chosen": " it rains today", "rejected": f" no {WORDS[-number - 1]}"}


def _tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    known = {word: number for number, word in enumerate(("<end>", "<pad>", *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(known, unk_token="<end>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", pad_token="<pad>")


def _logps(model, batch):
    """Return the log-probabilities of the completions."""
    logits = model(batch["input_ids"], attention_mask=batch["attention_mask"], use_cache=False).logits
    picked = logits[:, :-1].log_softmax(-1).gather(-1, batch["input_ids"][:, 1:, None])[..., 0]
    return (picked * batch["completion_mask"][:, 1:]).sum(1)


def check(case, suite):
    """The suite's closed form gives the same loss, and rewards with the same means."""
    told = suite.dpo_of(*(np.array(values) for values in case["logps"]), **case["settings"])
    assert np.isclose(told.loss, case["loss"], rtol=PRECISE), (told.loss, case["loss"])
    means = [told.chosen_rewards.mean(), told.rejected_rewards.mean()]
    assert np.allclose(means, case["rewards"], rtol=PRECISE), (means, case["rewards"])
