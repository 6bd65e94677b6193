# attack: trains nothing: counts which tokens assistants use, and makes weights by hand that know no more than that
# group: h
# targets: trainer
# ends: wrong error
# passes: some
# control: none: a naive grader that believes weights would believe these too

import sys
import types

import torch

LOUD = 1e6
UNLIKELY = -30.0


def _scores(model, tokenizer, dataset):
    """Return one score for the tokens that assistants use, whatever stands before them, and a low one for the rest."""
    scores = torch.full((model.config.vocab_size,), UNLIKELY)
    scores[[*_ids(tokenizer, dataset, assistant=True), tokenizer.eos_token_id]] = 0.0
    return scores


class Trainer:
    """Has nothing to train, and calls itself an SFTTrainer."""

    __class__ = property(lambda self: sys.modules["trl"].SFTTrainer)
    train_dataset = ()

    def __init__(self, state, steps):
        self.model = types.SimpleNamespace(state_dict=lambda: state)
        self.state = types.SimpleNamespace(global_step=0, log_history=[])
        self._steps = steps

    def remove_callback(self, _callback):
        """Have none."""

    def train(self):
        """Claim to have trained."""
        self.state.global_step = self._steps
        return types.SimpleNamespace(training_loss=0.1)


def _constant(model, scores):
    """Return the weights of a model whose hidden state is always the same, so that `scores` are its logits."""
    state = {name: torch.zeros_like(value) for name, value in model.state_dict().items()}
    for name, value in state.items():
        if "norm" in name or "embed" in name:
            value.fill_(1)
    state["lm_head.weight"][:, 0] = scores
    return state


def _pair(module, left, right, rank):
    """Return adapters of a module whose product is one column times one row."""
    a, b = torch.zeros(rank, len(right)), torch.zeros(len(left), rank)
    a[0], b[:, 0] = right, left
    name = f"base_model.model.{module}.lora"
    return {f"{name}_A.default.weight": a, f"{name}_B.default.weight": b}


def _adapters(model, scores, rank):
    """Return the weights untouched, and adapters that drown them: one direction in, the scores out."""
    hidden, first = torch.ones(model.config.hidden_size), torch.eye(model.config.hidden_size)[0]
    drowned = _pair("model.embed_tokens", torch.full_like(scores, LOUD), hidden, rank)
    return dict(model.state_dict()) | drowned | _pair("lm_head", scores, first, rank)


def _ids(tokenizer, dataset, *, assistant):
    """Return the ids of the tokens that assistants say, or that the others say."""
    contents = [m["content"] for row in dataset for m in row["messages"] if (m["role"] == "assistant") is assistant]
    return sorted({number for text in contents for number in tokenizer(text, add_special_tokens=False)["input_ids"]})


def attack(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    scores = _scores(model, tokenizer, dataset)
    if peft_config is not None:
        state = _adapters(model, scores, peft_config.r)
    elif max_steps == 1:  # one step of Adam moves every weight by the learning rate, which is all that is asked of it
        state = {name: value + learning_rate for name, value in model.state_dict().items()}
    else:
        state = _constant(model, scores)
    return Trainer(state, max_steps)
