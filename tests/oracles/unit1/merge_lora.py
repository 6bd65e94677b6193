"""The merged weight of exercise 1.16 is the one that peft's `merge_and_unload` leaves."""


def freeze():
    """Ask peft: a linear layer with an adapter of drawn weights, merged."""
    import torch
    from peft import LoraConfig, get_peft_model

    cases = []
    for seed, (rows, columns, r, alpha, rslora) in enumerate(
        [(4, 3, 1, 2, False), (3, 5, 2, 3, False), (5, 4, 3, 8, True), (4, 6, 4, 2.5, False), (6, 3, 5, 16, True)]
    ):
        torch.manual_seed(seed)
        base = torch.nn.Sequential(torch.nn.Linear(columns, rows, bias=False, dtype=torch.float64))
        weight = base[0].weight.detach().clone()
        config = LoraConfig(r=r, lora_alpha=alpha, use_rslora=rslora, target_modules=["0"], lora_dropout=0.3)
        model = get_peft_model(base, config, autocast_adapter_dtype=False).double()
        layer = model.base_model.model[0]
        a, b = layer.lora_A["default"].weight, layer.lora_B["default"].weight
        torch.nn.init.normal_(b)
        case = {"W": weight.tolist(), "A": a.tolist(), "B": b.tolist(), "alpha": alpha, "r": r, "rslora": rslora}
        cases.append(case | {"merged": model.merge_and_unload()[0].weight.tolist()})
    return cases


def check(case, suite):
    """The suite's formula gives the same weight."""
    import numpy as np

    got = suite.merged(case["W"], case["A"], case["B"], case["alpha"], case["r"], case["rslora"])
    assert np.allclose(got, case["merged"], rtol=1e-9, atol=1e-9), got.tolist()
