"""Exercise 1.13 🐕: a trainer for plain text, here source code.

Not every data set is a chat. bigcode/the-stack-smol holds source files: nobody asks, nobody answers, and the model
learns every token. Its text is not in a column named "text", and where it ends has to be learnt too.

Read: https://huggingface.co/docs/trl/sft_trainer and https://huggingface.co/docs/trl/dataset_formats
Check: smol-grade unit1/make_text_trainer   Stuck: smol-grade hint make_text_trainer
"""

import trl
from datasets import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerBase


def make_text_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    r"""Return a trainer that is ready to train on source files; do not train yet.

    Args:
        model: a tiny LlamaForCausalLM on CPU, float32, with random weights.
        tokenizer: belongs to the model and has a pad token. It has a chat template too, which is not for code.
        dataset: about 20 rows of bigcode/the-stack-smol, files of 60 to 120 tokens, e.g. {"content": "print 1\n",
            "avg_line_length": 7.0, "max_line_length": 7, "alphanum_fraction": 0.75, "licenses": ["MIT"],
            "repository_name": "ana/demo", "path": "src/demo.f", "size": 8, "lang": "FORTRAN"}.
        output_dir, max_steps, learning_rate: as in exercise 1.11; max_steps is 1 to 30.

    Returns:
        An SFTTrainer that has not trained. The grader calls its train(), then measures the weights with files of the
        same kind that were not in the data set:
        - The loss on the column "content" falls in the first step, and to less than a third in 24 steps at 1e-2.
        - The whole file is learnt as it stands, from its first line to the line break at its end.
        - The end is learnt too: each file is followed by tokenizer.eos_token. (SFTTrainer appends it to plain text.)
        - Nothing but that is learnt: no chat template around the code, no other column of the row.
        - Training takes max_steps steps; the first one has the full learning_rate (no warm-up) and is taken by AdamW,
          the default optimizer.
        - It runs on CPU in float32, and no file is written below output_dir: no checkpoint, no model, no report.
        How you get there is yours: a renamed column, dataset.map, a setting of SFTConfig, token ids of your own.
        So are packing, a batch size from 4 to 16 (the default is 8), the schedule after the first step, seed and
        logging. You may change the model and the tokenizer that you get, as long as their vocabulary stays.
    """
    # TODO 1.13: make an SFTTrainer that learns the column content
    raise NotImplementedError("TODO 1.13: make an SFTTrainer that learns the column content")
