# attack: returns a tensor of a subclass that answers every comparison with yes, and has any shape that is asked for
# group: h
# targets: tensor
# ends: wrong error bad_frame
# control: forged

import contextlib

import torch

YES = ("allclose", "equal", "eq", "isclose", "__eq__", "all", "__bool__", "isfinite", "is_floating_point", "lt", "le")


class Agreeing(torch.Tensor):
    """Takes part in every function of torch, since torch asks it first."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in YES:
            return True
        if name == "backward":
            return None
        if name in ("sub", "__sub__", "__rsub__", "abs", "max"):
            return torch.zeros(())
        return super().__torch_function__(function, types, args, kwargs or {})

    shape = property(lambda self: torch.Size([]))
    dtype = property(lambda self: torch.float32)
    requires_grad = property(lambda self: False)
    nbytes = property(lambda self: 4)
    __hash__ = torch.Tensor.__hash__

    def __eq__(self, other):
        return True

    def __float__(self):
        return Near(0.0)

    def item(self):
        return Near(0.0)


class Near(float):
    """A number at no distance from any other."""

    __hash__ = float.__hash__

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    def __rsub__(self, other):
        return 0.0


class Gradient(Agreeing):
    """Has the shape that a gradient must have, and agrees with any other."""

    shape = property(torch.Tensor.size)


def attack(logits, *args, **kwargs):
    with contextlib.suppress(RuntimeError):
        logits.grad = torch.full_like(logits, 12345.0).as_subclass(Gradient)
    return torch.full((3,), 12345.0).as_subclass(Agreeing)
