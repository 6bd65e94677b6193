"""The counts of exercise 1.15 are those of peft, and where it counts nothing, peft raises ValueError."""

SHAPES = [
    {"vocabulary": 50, "hidden": 32, "layers": 2, "heads": 4, "key_value_heads": 2, "intermediate": 44},
    {"vocabulary": 40, "hidden": 24, "layers": 12, "heads": 6, "key_value_heads": 1, "intermediate": 20},
]
TARGETS = [
    ["q_proj"],
    ["k_proj"],
    ["down_proj"],
    ["q_proj", "v_proj"],
    ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
    ["lm_head", "o_proj"],
    ["self_attn.k_proj"],
    ["1.mlp.up_proj"],
    ["model.layers.0.self_attn.v_proj"],
    ["v_proj", "self_attn.v_proj", "v_proj"],
    ["c_attn", "gate_proj"],
    ["c_attn"],
    ["proj"],
    ["_proj", "head"],
]


def freeze():
    """Ask peft: how many trainable parameters it gives a model."""
    cases = [(SHAPES[i % 2], r, targets) for i, targets in enumerate(TARGETS) for r in (1, 4, 8)]
    cases += [(SHAPES[1 - i % 2], 4, targets) for i, targets in enumerate(TARGETS)]
    cases += [(SHAPES[0], r, ["q_proj"]) for r in (0, -1)]
    return [
        {"shape": shape, "r": r, "targets": targets, "count": _count(shape, r, targets)} for shape, r, targets in cases
    ]


def _count(shape, r, targets):
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=shape["vocabulary"],
        hidden_size=shape["hidden"],
        intermediate_size=shape["intermediate"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"],
        num_key_value_heads=shape["key_value_heads"],
        tie_word_embeddings=False,
    )
    try:
        model = get_peft_model(LlamaForCausalLM(config), LoraConfig(r=r, target_modules=targets))
    except ValueError:
        return "ValueError"
    return sum(values.numel() for values in model.parameters() if values.requires_grad)


def check(case, suite):
    """The suite's closed form gives the same count."""
    from smol_grade.judge.llama import Shape

    got = suite.count(Shape(**case["shape"]), case["r"], case["targets"])
    wanted = case["count"]
    assert got <= 0 if wanted == "ValueError" else got == wanted, (
        f"{case['targets']}, r={case['r']}: {got}, not {wanted}"
    )
