"""The peer of tests/bench/race.rs: the same race in PyTorch, eager, one thread; steps per second, as Markdown.

`make bench` runs it where PyTorch is installed, with what race.rs printed as its input.
"""

import re
import sys
import time

import torch

torch.set_num_threads(1)

SHAPE = (1, 3, 64, 64)
STEPS = 200
AIM = 10
LINE = re.compile(r"(\w+) (\w+) (\w+) (\d+)")


def jaccard(logits, label):
    x = logits.softmax(1)
    y = (label[:, None] == torch.arange(logits.shape[1])[:, None, None]).float()
    size_x, size_y, distance = x.sum((0, 2, 3)), y.sum((0, 2, 3)), (x - y).abs().sum((0, 2, 3))
    tp = (size_x + size_y - distance) / 2
    fp, fn = size_x - tp, size_y - tp
    return (1 - (tp + 1e-3) / (tp + fp + fn + 1e-3)).mean()


LOSSES = {"jaccard": jaccard, "cross_entropy": torch.nn.functional.cross_entropy}
OPTIMISERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, 0.1),
    "momentum": lambda parameters: torch.optim.SGD(parameters, 0.1, 0.9),
    "adam": lambda parameters: torch.optim.Adam(parameters, 0.1),
}


def steps_per_second(kind, optimiser, model):
    torch.manual_seed(1)
    label = torch.randint(0, SHAPE[1], (SHAPE[0], *SHAPE[2:]))
    features = torch.rand(16, SHAPE[2] * SHAPE[3])
    shape = SHAPE if model == "free" else (SHAPE[0], SHAPE[1], len(features))
    rates = []
    for _ in range(5):
        parameters = torch.rand(shape).requires_grad_()
        stepping = OPTIMISERS[optimiser]([parameters])
        start = time.perf_counter()
        for _ in range(STEPS):
            logits = parameters if model == "free" else (parameters @ features).reshape(SHAPE)
            stepping.zero_grad()
            LOSSES[kind](logits, label).backward()
            stepping.step()
        rates.append(STEPS / (time.perf_counter() - start))
    return sorted(rates)[len(rates) // 2]


print(f"\nPyTorch {torch.__version__}, one thread, steps per second of a race at {list(SHAPE)}\n")
print("| loss | optimiser | model | ours | eager | ratio | aim |")
print("| --- | --- | --- | ---: | ---: | ---: | ---: |")
for kind, optimiser, model, ours in LINE.findall(sys.stdin.read()):
    peer = steps_per_second(kind, optimiser, model)
    print(f"| {kind} | {optimiser} | {model} | {ours} | {peer:.0f} | {int(ours) / peer:.1f} | {AIM} |", flush=True)
