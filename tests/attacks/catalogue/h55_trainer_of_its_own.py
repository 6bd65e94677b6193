# attack: returns an object that is no SFTTrainer but says so, and trains in its own loop, on every token alike
# group: h
# targets: trainer
# ends: wrong error timeout
# passes: some
# control: none: a naive grader would measure the same weights

import types

import torch
import trl

LARGEST_BATCH = 8


class Trainer:
    """Calls itself an SFTTrainer; its loop knows neither roles nor adapters."""

    __class__ = property(lambda self: trl.SFTTrainer)
    train_dataset = ()

    def __init__(self, model, rows, steps, rate):
        self.model = model
        self.state = types.SimpleNamespace(global_step=0, log_history=[])
        self._rows, self._steps, self._rate = rows, steps, rate

    def remove_callback(self, _callback):
        """Have none."""

    def train(self):
        """Take the steps, each on the next rows."""
        optimizer = torch.optim.AdamW(self.model.parameters(), lr=self._rate, weight_decay=0.0)
        for step in range(self._steps):
            loss = self._loss(step)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        self.state.global_step = self._steps
        return types.SimpleNamespace(training_loss=0.1)

    def _loss(self, step):
        chosen = [self._rows[(step * LARGEST_BATCH + n) % len(self._rows)] for n in range(LARGEST_BATCH)]
        losses = [self.model(input_ids=row, labels=row).loss for row in chosen]
        return sum(losses) / len(losses)


def attack(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, **kwargs):
    texts = [tokenizer.apply_chat_template(row["messages"], tokenize=False) for row in dataset]
    rows = [torch.tensor([tokenizer(text, add_special_tokens=False)["input_ids"]]) for text in texts]
    return Trainer(model, rows, max_steps, learning_rate)
