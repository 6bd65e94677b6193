"""Exercise 1.12 🦁: a trainer that teaches a model what assistants say, and nothing else.

Model, tokenizer, data and settings meet in one object. Most of what can go wrong is silent: the loss falls nicely
while the model learns to ask questions instead of answering them, or never learns to stop.

Read: https://huggingface.co/docs/trl/sft_trainer and https://huggingface.co/docs/peft/quicktour
Check: smol-grade unit1/make_sft_trainer   Stuck: smol-grade hint make_sft_trainer
"""

import trl
from datasets import Dataset
from peft import LoraConfig
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def make_sft_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
    peft_config: LoraConfig | None = None,
) -> trl.SFTTrainer:
    """Return a trainer that is ready to train; do not train yet.

    Args:
        model: a tiny LlamaForCausalLM on CPU, float32, with random weights.
        tokenizer: belongs to the model and has a pad token. Its chat template marks the assistant's tokens with
            {% generation %}, as assistant_only_loss=True needs it; each message ends with tokenizer.eos_token.
        dataset: about 30 rows like smoltalk's, each below 200 tokens, e.g. {"messages": [{"role": "user", "content":
            "Hi"}, {"role": "assistant", "content": "Hello!"}], "full_topic": "Travel"}. A system message may come
            first; user and assistant take turns, once or several times.
        output_dir, max_steps, learning_rate: as in exercise 1.11; max_steps is 1 to 30.
        peft_config: a LoraConfig for the trainer, which then trains adapters only; None to train all weights.

    Returns:
        An SFTTrainer that has not trained. The grader calls its train(), then measures the weights with conversations
        of the same kind that were not in the data set:
        - The loss on what assistants say falls in the first step, and to less than a third in 24 steps at 1e-2.
        - Only what assistants say is learnt: the loss on users' and system messages does not fall.
        - Every assistant message of a row is learnt, not the last one only, and each up to its end token.
        - Training takes max_steps steps; the first one has the full learning_rate (no warm-up) and is taken by AdamW,
          the default optimizer.
        - With peft_config, the base weights come out bit for bit as they went in, and the adapters lower the loss (by a
          fifth at least, within 24 steps at 2e-2).
        - It runs on CPU in float32, and no file is written below output_dir: no checkpoint, no model, no report.
        How you get there is yours: assistant_only_loss=True, prompt and completion columns, or labels of your own;
        the line break after an end token may be learnt or not. So are a batch size from 4 to 16 (the default is 8), the
        schedule after the first step, seed and logging. You may change the model and the tokenizer that you get, as
        long as their vocabulary stays.
    """
    # TODO 1.12: wire model, tokenizer, data set, settings and adapters together
    # BEGIN SOLUTION
    config = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        activation_checkpointing=False,  # recomputing saves memory that a tiny model does not need
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
    )
    return trl.SFTTrainer(
        model=model, args=config, train_dataset=dataset, processing_class=tokenizer, peft_config=peft_config
    )
    # END SOLUTION
