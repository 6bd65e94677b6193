"""Exercise 1.15 🐕: how many parameters does a LoRA adapter train?

LoRA leaves a linear layer's weight W [out, in] as it is and learns a change of low rank beside it: B @ A, with
A [r, in] and B [out, r]. How much smaller that is than the model decides what fits on your machine.

Read: https://arxiv.org/abs/2106.09685 (section 4.1) and https://huggingface.co/docs/peft/conceptual_guides/lora
Check: smol-grade unit1/lora_param_count   Stuck: smol-grade hint lora_param_count
"""

from torch import nn


def lora_param_count(model: nn.Module, r: int, target_modules: list[str]) -> int:
    """Return how many parameters a LoRA adapter of rank r adds to the model.

    Each linear layer (torch.nn.Linear) that target_modules names gets an A with r * in_features numbers and a B with
    out_features * r numbers. LoRA adds no bias. All layers together make the count.

    Args:
        model: a model without adapters, such as LlamaForCausalLM. Its layers are not square, and not all of one shape:
            with grouped-query attention, for example, k_proj is narrower than q_proj. Sizes differ from one grading to
            the next.
        r: the rank of the adapter.
        target_modules: names of linear layers; other modules, such as embed_tokens, are never named. A name means every
            linear layer whose full name in model.named_modules() equals it, or ends with a dot and the name (as in
            peft): "q_proj" and "self_attn.q_proj" both mean "model.layers.0.self_attn.q_proj", and the same layer of
            every other block; "0.self_attn.q_proj" means it in the first block alone; "proj" does not mean it.

    Returns:
        An int. For a linear layer with in_features 576 and out_features 192, r = 8: 8 * 576 + 192 * 8 = 6144.
        Only the result counts, not the way to it: the model that you are given may be changed.

    Edge cases:
        A layer is counted once, however often target_modules names it.
        A name that means no layer adds nothing, as long as another name does mean one.
        ValueError when target_modules means no layer at all, and when r is 0 or negative.
    """
    # TODO 1.15: add up the sizes of A and B over the layers that target_modules names
    # BEGIN SOLUTION
    if r < 1:
        raise ValueError(f"the rank must be at least 1, not {r}")
    layers = [
        layer
        for name, layer in model.named_modules()
        if isinstance(layer, nn.Linear)
        and any(name == target or name.endswith(f".{target}") for target in target_modules)
    ]
    if not layers:
        raise ValueError(f"no linear layer is named by {target_modules}")
    return sum(r * (layer.in_features + layer.out_features) for layer in layers)
    # END SOLUTION
