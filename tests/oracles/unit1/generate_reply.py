"""Greedy decoding of exercise 1.14 gives the tokens that `generate` of transformers gives, and stops where it stops."""

SHAPES = [
    {"vocabulary": 40, "hidden": 32, "layers": 1, "heads": 4, "key_value_heads": 2, "intermediate": 48},
    {"vocabulary": 90, "hidden": 24, "layers": 2, "heads": 6, "key_value_heads": 3, "intermediate": 40},
]
END = 7


def freeze():
    """Ask transformers: what a model adds to a prompt, with and without an end token."""
    cases = []
    for seed in range(12):
        case = {"shape": SHAPES[seed % 2], "seed": seed, "prompt": [(seed + 3 * i * i) % 40 for i in range(seed + 3)]}
        cases += [case | {"end": end, "ids": _generated(case, end)} for end in (None, END, _generated(case, None)[4])]
    return cases


def _generated(case, end):
    import torch
    from safetensors.torch import load
    from transformers import LlamaConfig, LlamaForCausalLM

    drawn = _model(case)
    model = LlamaForCausalLM(LlamaConfig(**drawn.data["config"])).eval()
    model.load_state_dict(load(drawn.data["weights"]))
    ids = torch.tensor([case["prompt"]])
    model.generation_config.eos_token_id = end
    output = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=10, do_sample=False)
    return output[0, len(case["prompt"]) :].tolist()


def _model(case):
    from smol_grade.judge.llama import Shape, TinyModel, draw_weights

    shape = Shape(**case["shape"])
    special = {"bos_token_id": 0, "eos_token_id": None, "pad_token_id": 1}
    return TinyModel("frozen", shape, draw_weights(shape, case["seed"], 0.5), special)


def check(case, suite):
    """The suite's decoding gives the same tokens."""
    got = suite.greedy(_model(case).logits, case["prompt"], 10, case["end"])
    assert got.ids == case["ids"], got.ids
