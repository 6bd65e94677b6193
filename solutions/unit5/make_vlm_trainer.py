"""Exercise 5.6 🦁: a trainer that teaches a vision-language model what to answer about pictures.

The trainer is SFTTrainer again, but rows hold pictures, and a processor takes the tokenizer's place. What goes wrong is
as silent as with texts: the loss falls nicely while the model learns to write image tokens, or never looks at one.

Read: https://huggingface.co/docs/trl/sft_trainer ("Training Vision Language Models")
Check: smol-grade unit5/make_vlm_trainer   Stuck: smol-grade hint make_vlm_trainer
"""

import trl
from datasets import Dataset
from transformers import Idefics3ForConditionalGeneration, Idefics3Processor


def make_vlm_trainer(
    model: Idefics3ForConditionalGeneration,
    processor: Idefics3Processor,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    """Return a trainer that is ready to train; do not train yet.

    Args:
        model: a tiny Idefics3ForConditionalGeneration (SmolVLM's architecture) on CPU, float32, with random weights.
        processor: belongs to the model. Its chat template marks the assistant's tokens with {% generation %}, as
            assistant_only_loss=True needs it, end token included: each message ends in processor.tokenizer.eos_token.
        dataset: about 30 rows, each below 100 tokens, with the columns "images", a list of one image, and "messages",
            e.g. [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "Which colour?"}]},
            {"role": "assistant", "content": [{"type": "text", "text": "Red."}]}]. A system message may come first.
            As in every Dataset, all parts have the same keys: {"type": "image", "text": None}. The answer depends on
            the picture alone.
        output_dir, max_steps, learning_rate: where it could save, how many steps it takes (1 to 30), and how far the
            first of them goes.

    Returns:
        An SFTTrainer that has not trained. The grader calls its train(), then measures the weights with questions about
        pictures that were not in the data set:
        - The loss on answers falls in the first step, and to less than a third in 24 steps at 1e-2, and so does the
          loss on the end token.
        - The answers depend on the picture: after 24 steps, with a picture of another colour, their first tokens lose
          more than 2 nats of log-probability.
        - Only answers are learnt: the loss on users' and system messages and on tokens of images does not fall.
        - Training takes max_steps steps; the first one has the full learning_rate (no warm-up) and is taken by AdamW,
          the default optimizer.
        - It runs on CPU in float32, and no file is written below output_dir: no checkpoint, no model, no report.
        How you get there is yours: assistant_only_loss=True, prompt and completion columns, or a collator of your own;
        the line break after an end token may be learnt or not. So are a batch size from 4 to 16 (the default is 8), the
        schedule after the first step, seed and logging, and whether the vision encoder is trained or frozen.
    """
    # TODO 5.6: wire model, processor, data set and settings together
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
    return trl.SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=processor)
    # END SOLUTION
