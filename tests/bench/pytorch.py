"""The peer of tests/bench/kernel.rs: the same losses in PyTorch, eager, one thread, nanoseconds per number.

`make bench` runs it where PyTorch is installed.
"""

import time

import torch

torch.set_num_threads(1)


def jaccard(logits, label):
    x = logits.softmax(1)
    y = label if label.dtype == torch.float32 else torch.nn.functional.one_hot(label, logits.shape[1]).permute(0, 3, 1, 2).float()
    size_x, size_y, distance = x.sum((0, 2, 3)), y.sum((0, 2, 3)), (x - y).abs().sum((0, 2, 3))
    tp = (size_x + size_y - distance) / 2
    fp, fn = size_x - tp, size_y - tp
    return (1 - (tp + 1e-3) / (tp + fp + fn + 1e-3)).mean()


def lovasz_softmax(logits, label):
    x = logits.softmax(1)
    losses = []
    for c in range(logits.shape[1]):
        foreground = (label == c).float().flatten()
        errors, order = (foreground - x[:, c].flatten()).abs().sort(descending=True)
        truth = foreground[order]
        intersection = truth.sum() - truth.cumsum(0)
        union = truth.sum() + (1 - truth).cumsum(0)
        weights = 1 - intersection / union
        weights[1:] -= weights[:-1].clone()
        losses.append(errors @ weights)
    return torch.stack(losses).mean()


LOSSES = {"jaccard": jaccard, "cross_entropy": torch.nn.functional.cross_entropy, "lovasz_softmax": lovasz_softmax}
WORK = [
    ("jaccard", (1, 3, 64, 64)),
    ("jaccard", (1, 4, 512, 512)),
    ("jaccard", (1, 21, 512, 512)),
    ("cross_entropy", (1, 4, 512, 512)),
    ("cross_entropy", (1, 21, 512, 512)),
    ("lovasz_softmax", (1, 4, 512, 512)),
]


def nanoseconds(loss, logits, label):
    times = []
    for _ in range(12):
        z = logits.clone().requires_grad_()
        start = time.perf_counter()
        loss(z, label).backward()
        times.append(time.perf_counter() - start)
    return sorted(times[3:])[4] * 1e9 / logits.numel()


print(f"PyTorch {torch.__version__}, one thread, ns per number: soft, hard")
for kind, shape in WORK:
    logits = torch.rand(shape) * 8 - 4
    soft = "–" if kind == "lovasz_softmax" else f"{nanoseconds(LOSSES[kind], logits, torch.rand(shape).softmax(1)):.2f}"
    hard = torch.randint(0, shape[1], (shape[0], *shape[2:]))
    print(f"{kind} {shape}: {soft}, {nanoseconds(LOSSES[kind], logits, hard):.2f}")
