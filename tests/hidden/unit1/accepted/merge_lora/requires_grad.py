# source: learners
import torch


@torch.no_grad()
def merge_lora(W: torch.Tensor, A: torch.Tensor, B: torch.Tensor, alpha: float, r: int, rslora: bool = False, **unused) -> torch.Tensor:
    scale = alpha / r**0.5 if rslora else alpha / r
    return torch.nn.Parameter((W + (B * scale) @ A).to(W.dtype))
