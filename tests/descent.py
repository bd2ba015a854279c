"""Descends in float64 as a case says: a list of cases comes as JSON, the parameters after every so many steps go back."""
import json
import sys

import torch


def tensor(array, dtype):
    return torch.tensor(array["data"], dtype=dtype).reshape(array["dim"])


def loss(code):
    names = {}
    exec(code, names)
    return names["loss"]


def optimiser(settings, parameters, rate):
    kind, options = next(iter(settings.items())) if isinstance(settings, dict) else (settings, {})
    if kind == "adam":
        return torch.optim.Adam(parameters, rate, (options["beta1"], options["beta2"]), options["epsilon"])
    return torch.optim.SGD(parameters, rate, **options)


def run(case):
    plan = case["plan"]
    label = tensor(case["label"], torch.int64 if case["hard"] else torch.float64)
    keep = case["keep"] and tensor(case["keep"], torch.bool)
    parameters = tensor(case["start"], torch.float64).requires_grad_()
    features = case["features"] and tensor(case["features"], torch.float64)
    losses = [loss(code) for code in case["codes"]]
    stepping = optimiser(plan["optimiser"], [parameters], plan["rate"])
    if plan["schedule"] == "constant":
        schedule = torch.optim.lr_scheduler.ConstantLR(stepping, 1.0)
    else:
        steps = plan["steps"] if plan["schedule"] == "poly" else plan["steps"] // 2
        schedule = torch.optim.lr_scheduler.PolynomialLR(stepping, steps, 0.9)
    path = []
    for step in range(plan["steps"]):
        logits = parameters
        if features is not None:
            # [B, C, k] or, shared, [C, k]; the label has the images.
            weights = parameters if parameters.dim() == 3 else parameters.expand(label.shape[0], -1, -1)
            logits = torch.einsum("bck,khw->bchw", weights, features)
        stepping.zero_grad()
        losses[step >= case["switch_at"]](logits, label, keep).backward()
        stepping.step()
        schedule.step()
        if (step + 1) % case["every"] == 0:
            path.append(parameters.detach().flatten().tolist())
    return path


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
