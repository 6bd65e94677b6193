"""Exercise 3.6 🦁: a trainer that teaches a model which of two answers people prefer.

DPO needs no reward model: two copies of a model, one that learns and one that stays, and pairs of answers are enough.
What goes wrong is mostly silent, because a loss that falls says neither what it is measured against nor in which
direction it goes.

Read: https://huggingface.co/docs/trl/dpo_trainer and Rafailov et al. 2023, https://arxiv.org/abs/2305.18290
Check: smol-grade unit3/make_dpo_trainer   Stuck: smol-grade hint make_dpo_trainer
"""

import trl
from datasets import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def make_dpo_trainer(
    model: PreTrainedModel,
    ref_model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
    beta: float,
) -> trl.DPOTrainer:
    """Return a trainer that is ready to train; do not train yet.

    The loss of a pair is -log sigmoid(beta * margin), margin = log(pi(chosen) / ref(chosen)) - log(pi(rejected) /
    ref(rejected)), where pi and ref give the probability of an answer after its prompt in model and in ref_model
    (Rafailov et al. 2023, equation 7). It is what TRL computes unless told otherwise.

    Args:
        model: the policy, which is trained: a tiny LlamaForCausalLM on CPU, float32, with random weights. It was never
            on the Hub, so nothing can be loaded by its name.
        ref_model: the reference, which stays: another object of the same kind. Its weights may differ from model's.
        tokenizer: belongs to both and has a pad token and a chat template.
        dataset: about 30 rows, each below 200 tokens, e.g. {"prompt": [{"role": "user", "content": "Hi"}], "chosen":
            [{"role": "assistant", "content": "Hello!"}], "rejected": [{"role": "assistant", "content": "What?"}],
            "source": "forum"}. A system message may come first in a prompt.
        output_dir: a folder for what a training leaves, e.g. "out".
        max_steps: how many steps the training takes, 1 to 30.
        learning_rate: the learning rate of the first step, e.g. 1e-2.
        beta: the factor in the loss, above 0, e.g. 0.1.

    Returns:
        A DPOTrainer that has not trained. The grader calls its train(), then measures the weights of its model with
        pairs of the same kind that were not in the data set:
        - The mean margin rises in the first step, and above 12 (in nats, without beta) in 20 steps at 1e-2 and beta
          0.1.
        - The prompt counts: what is chosen after some prompts is rejected after others, and the trained model tells
          them apart, whether the system or the user says what decides: most margins are positive, their mean above 10.
        - ref_model comes out bit for bit as it went in.
        - Margins are measured against ref_model, whatever its weights, and multiplied by beta: where beta * margin is
          above 40 for all pairs, the loss is flat, and the weights stay as they are (so no weight decay); where it is
          between 2 and 10 for some, they still move.
        - Training takes max_steps steps; the first one has the full learning_rate (no warm-up) and is taken by AdamW,
          the default optimizer.
        - It runs on CPU in float32, and no file is written below output_dir: no checkpoint, no model, no report.
        The rest is yours: from 8 (the default) to 16 pairs a step, max_length where it cuts nothing, the schedule after
        the first step, seed, logging.

    Example:
        trainer = make_dpo_trainer(model, ref_model, tokenizer, dataset, "out", max_steps=20, learning_rate=1e-2,
        beta=0.1); the first loss that its train() sees is log 2 = 0.693 where model and ref_model agree.
    """
    # TODO 3.6: wire policy, reference, tokenizer, pairs and settings together
    # BEGIN SOLUTION
    config = trl.DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        beta=beta,
        use_cpu=True,
        bf16=False,
        activation_checkpointing=False,  # recomputing saves memory that a tiny model does not need
        save_strategy="no",
        report_to="none",
    )
    return trl.DPOTrainer(
        model=model, ref_model=ref_model, args=config, train_dataset=dataset, processing_class=tokenizer
    )
    # END SOLUTION
