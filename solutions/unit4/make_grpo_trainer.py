"""Exercise 4.7 🦁: a trainer that makes a model seek reward.

GRPO asks the model for several answers to each prompt and makes those more likely that earn more than the average of
their group. There is no answer to copy: all that is learnt comes through the reward function, so it must be called as
TRL calls it, on groups of the size that was asked for.

Read: https://huggingface.co/docs/trl/grpo_trainer and Shao et al. 2024, https://arxiv.org/abs/2402.03300
Check: smol-grade unit4/make_grpo_trainer   Stuck: smol-grade hint make_grpo_trainer
"""

from collections.abc import Callable

import trl
from datasets import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def make_grpo_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    reward_fn: Callable[..., list[float]],
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
    num_generations: int,
    max_completion_length: int,
) -> trl.GRPOTrainer:
    """Return a trainer that is ready to train; do not train yet.

    Args:
        model: a tiny LlamaForCausalLM on CPU, float32, with random weights. It was never on the Hub, so nothing can be
            loaded by its name.
        tokenizer: belongs to the model and has a pad token and a chat template.
        dataset: 16 rows, e.g. {"prompt": [{"role": "user", "content": "Hi"}], "liked": "x"}. There are no answers in
            it: the model makes them. The columns beside the prompt are for the reward function.
        reward_fn: gives one reward for each completion. TRL calls it with keywords: reward_fn(prompts=...,
            completions=..., completion_ids=..., liked=..., and some more), each a list with one item a completion.
        output_dir: a folder for what a training leaves, e.g. "out".
        max_steps: how many steps the training takes, 1 to 20.
        learning_rate: the learning rate of the first step, e.g. 1e-2.
        num_generations: G, how many completions of a prompt make a group, 2 or more. Rewards are compared within it.
        max_completion_length: after how many tokens a completion is cut off, e.g. 4.

    Returns:
        A GRPOTrainer that has not trained. The grader calls its train(), then measures the weights of its model with
        prompts that were not in the data set:
        - The mean reward of what the model writes rises: with a reward between 0 and 1 that begins near 0.5, by more
          than 0.15 in 16 steps at 2e-2 with G = 6.
        - The reward is the reason: with other values in the column liked, for which reward_fn rewards the opposite, the
          model learns the opposite.
        - Each prompt is answered num_generations times in each call of reward_fn, in a row, and completions are cut off
          after max_completion_length tokens, not before and not later. num_generations need not divide 8.
        - Training takes max_steps steps; the first one has the full learning_rate (no warm-up) and is taken by AdamW,
          the default optimizer.
        - It runs on CPU in float32, and no file is written below output_dir: no checkpoint, no model, no report.
        The rest is yours: from 2 to 6 groups a step of the optimizer, each of another prompt, the kind of GRPO loss and
        the scaling of rewards, the schedule after the first step, seed, logging. The default beta, 0, needs no
        reference model.

    Example:
        trainer = make_grpo_trainer(model, tokenizer, dataset, reward_fn, "out", max_steps=16, learning_rate=2e-2,
        num_generations=6, max_completion_length=4); with 4 groups a step, its train() calls reward_fn with 24
        completions: six for each of four prompts.
    """
    # TODO 4.7: wire model, tokenizer, prompts, reward and settings together
    # BEGIN SOLUTION
    config = trl.GRPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        num_generations=num_generations,
        max_completion_length=max_completion_length,
        per_device_train_batch_size=4 * num_generations,  # completions: four whole groups
        use_cpu=True,
        bf16=False,
        activation_checkpointing=False,  # recomputing saves memory that a tiny model does not need
        save_strategy="no",
        report_to="none",
    )
    return trl.GRPOTrainer(
        model=model, reward_funcs=reward_fn, args=config, train_dataset=dataset, processing_class=tokenizer
    )
    # END SOLUTION
