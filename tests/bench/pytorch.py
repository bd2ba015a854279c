"""The peer of tests/bench/kernel.rs: the same losses in PyTorch, one thread; nanoseconds per number, as Markdown.

`make bench` runs it with the names of two files: what kernel.rs printed natively, which says what to measure, and in
WebAssembly. It compares with PyTorch as it is; for hard labels also with a label from `one_hot`, which is how
published code has it; and, where a C++ compiler is, with what `torch.compile` makes of it.
"""

import re
import sys
import time

import torch

torch.set_num_threads(1)


def compared(label, classes):
    """A hard label's probabilities in the fastest way that was found."""
    return (label[:, None] == torch.arange(classes)[:, None, None]).float()


def one_hot(label, classes):
    """A hard label's probabilities as published losses make them."""
    return torch.nn.functional.one_hot(label, classes).permute(0, 3, 1, 2).float()


def jaccard(logits, label, hard=compared):
    x = logits.softmax(1)
    y = label if label.dtype == torch.float32 else hard(label, logits.shape[1])
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


def jaccard_one_hot(logits, label):
    return jaccard(logits, label, one_hot)


LOSSES = {"jaccard": jaccard, "cross_entropy": torch.nn.functional.cross_entropy, "lovasz_softmax": lovasz_softmax}
# To compile takes many seconds, so only these are.
COMPILED = [("jaccard", (1, 4, 512, 512)), ("jaccard", (1, 21, 512, 512))]
LINE = re.compile(r"(\w+) \((\d+), (\d+), (\d+), (\d+)\) +(\S+) +(\S+)")


def wasm_aim(kind, shape, label):
    """Nanoseconds that ours should take in WebAssembly, where that is an aim."""
    if kind == "lovasz_softmax":
        return 17
    if kind == "jaccard":
        return 1.5 if shape[1] <= 4 else {"soft": 2.8, "hard": 2.0}[label]
    return None


def eager_aim(kind, shape, label):
    """How many times as long as ours PyTorch should take, where that is an aim."""
    if kind == "lovasz_softmax":
        return 6.5
    if kind == "jaccard":
        few, many = {"soft": (6, 4), "hard": (10, 10)}[label]
        return few if shape[1] <= 4 else many if shape[1] >= 19 else None
    return None


def compiled_aim(shape):
    return {4: 4, 21: 1.8}.get(shape[1])


def nanoseconds(loss, logits, label):
    times = []
    for _ in range(12):
        z = logits.clone().requires_grad_()
        start = time.perf_counter()
        loss(z, label).backward()
        times.append(time.perf_counter() - start)
    return sorted(times[3:])[4] * 1e9 / logits.numel()


def compiled(loss, logits, label):
    """As `nanoseconds`, of the compiled loss; None where it cannot be compiled, as before PyTorch 2."""
    try:
        torch._dynamo.reset()
        return nanoseconds(torch.compile(loss, dynamic=False), logits, label)
    except Exception as error:  # Whatever the compiler lacks, it fails in a way of its own.
        print(f"torch.compile: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return None


def cells(ours, peer, aim):
    """What a peer took, its ratio to ours, and the aim of that."""
    if peer is None:
        return "–", "–", "–"
    return f"{peer:.2f}", f"{peer / ours:.1f}", "–" if aim is None else f"{aim}"


def row(kind, shape, label, ours, wasm):
    """One line of the table; `ours` natively and in WebAssembly."""
    logits = torch.rand(shape) * 8 - 4
    target = torch.rand(shape).softmax(1) if label == "soft" else torch.randint(0, shape[1], (shape[0], *shape[2:]))
    eager = nanoseconds(LOSSES[kind], logits, target)
    hot = nanoseconds(jaccard_one_hot, logits, target) if (kind, label) == ("jaccard", "hard") else None
    other = compiled(LOSSES[kind], logits, target) if (kind, shape) in COMPILED else None
    return [
        f"{kind} {list(shape)}",
        label,
        f"{ours:.2f}",
        f"{wasm:.2f}",
        str(wasm_aim(kind, shape, label) or "–"),
        *cells(ours, eager, eager_aim(kind, shape, label)),
        *cells(ours, hot, None)[:2],
        *cells(ours, other, compiled_aim(shape)),
    ]


print(f"\nPyTorch {torch.__version__}, one thread, ns per number of value and gradient\n")
HEAD = ["native", "WebAssembly", "aim", "eager", "ratio", "aim", "one_hot", "ratio", "compiled", "ratio", "aim"]
print(f"| work | label | {' | '.join(HEAD)} |")
print(f"| --- | --- |{' ---: |' * len(HEAD)}")
native, in_wasm = (LINE.findall(open(name).read()) for name in sys.argv[1:])
for (kind, *dims, soft, hard), (*_, wasm_soft, wasm_hard) in zip(native, in_wasm, strict=True):
    for label, ours, wasm in (("soft", soft, wasm_soft), ("hard", hard, wasm_hard)):
        if ours != "–":
            print(f"| {' | '.join(row(kind, tuple(map(int, dims)), label, float(ours), float(wasm)))} |", flush=True)
