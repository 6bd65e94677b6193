# attack: returns tensors without numbers of their own: on no device, sparse, quantized, complex, empty, nested
# group: h
# targets: tensor
# ends: wrong error crashed timeout bad_frame
# control: none: comparing such tensors raises, which no grader takes for a pass

import torch


def _meta(logits):
    return torch.zeros((), device="meta")


def _huge_meta(logits):
    return torch.empty((2**31, 2**31), device="meta")


def _sparse(logits):
    return torch.sparse_coo_tensor(torch.tensor([[0], [2**40]]), torch.ones(2)[:1].expand(1), (1, 2**41))


def _compressed(logits):
    return torch.eye(3).to_sparse_csr()


def _complex(logits):
    return torch.zeros((), dtype=torch.complex64)


def _conjugated(logits):
    return torch.zeros(2, dtype=torch.complex64).conj().imag


def _negated_view(logits):
    return torch._neg_view(logits.float().mean())


def _without_numbers(logits):
    return logits.float()[:0].sum(dim=0)[:, :0]


def _nested(logits):
    return torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])


def _quantized(logits):
    return torch.quantize_per_tensor(torch.zeros(()), 0.1, 0, torch.qint8)


def _freed(logits):
    loss = logits.float().mean()
    loss.untyped_storage().resize_(0)
    return loss


def _out_of_bounds(logits):
    """Return a view that begins beyond its storage's end, once that has been made smaller."""
    storage = torch.zeros(4096)
    view = storage[4095:]
    storage.untyped_storage().resize_(4)
    return view


KINDS = (
    *(_meta, _huge_meta, _sparse, _compressed, _complex, _conjugated),
    *(_negated_view, _without_numbers, _nested, _quantized, _freed, _out_of_bounds),
)


def attack(logits, labels, *rest):
    """Return one kind; which one, the drawn labels decide, so that the checks meet different ones."""
    return KINDS[int(labels.abs().sum()) % len(KINDS)](logits)
