"""What a reader might run instead: an epoch of the digits' network in Python.

Usage: python3 yardsticks.py neurons|numpy|torch

Each trains 64-32-10 (ReLU, then linear) on 1,437 digits in batches of 32, with the mean
squared error, in float64 on one thread, and prints the median nanoseconds of an epoch.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np

EXAMPLES, BATCH, RATE = 1437, 32, 0.5
DIGITS = Path(__file__).resolve().parents[3] / "assets/data/digits.csv"


def data():
    table = np.loadtxt(DIGITS, delimiter=",")
    table = table[np.random.default_rng(1).permutation(len(table))[:EXAMPLES]]
    return table[:, :-1] / 16, np.eye(10)[table[:, -1].astype(int)]


def batches(rng):
    order = rng.permutation(EXAMPLES)
    return [order[start : start + BATCH] for start in range(0, EXAMPLES, BATCH)]


class Neuron:
    """An object for each neuron, with a column of weights."""

    def __init__(self, inputs, is_linear, rng):
        self.weights = rng.normal(size=(inputs, 1)) * np.sqrt(2 / inputs)
        self.bias = np.zeros((1, 1))
        self.is_linear = is_linear

    def forward(self, inputs):
        self.inputs = inputs
        z = inputs @ self.weights + self.bias
        self.output = z if self.is_linear else np.maximum(0, z)
        return self.output

    def backward(self, d_output):
        d_z = d_output if self.is_linear else d_output * np.where(self.output > 0, 1, 0)
        d_inputs = d_z @ self.weights.T
        self.weights -= RATE * (self.inputs.T @ d_z)
        self.bias -= RATE * d_z.sum(0, keepdims=True)
        return d_inputs


def neurons(inputs, targets):
    rng = np.random.default_rng(1)
    layers = [
        [Neuron(64, False, rng) for _ in range(32)],
        [Neuron(32, True, rng) for _ in range(10)],
    ]

    def epoch():
        for batch in batches(rng):
            a = inputs[batch]
            for layer in layers:
                a = np.hstack([neuron.forward(a) for neuron in layer])
            d = 2 * (a - targets[batch]) / a.size
            for layer in reversed(layers):
                columns = [n.backward(d[:, [i]]) for i, n in enumerate(layer)]
                d = np.sum(columns, axis=0)

    return epoch


def numpy(inputs, targets):
    rng = np.random.default_rng(1)
    w1, b1 = rng.normal(size=(64, 32)) * np.sqrt(2 / 64), np.zeros(32)
    w2, b2 = rng.normal(size=(32, 10)) * np.sqrt(2 / 32), np.zeros(10)

    def epoch():
        nonlocal w1, b1, w2, b2
        for batch in batches(rng):
            x = inputs[batch]
            hidden = np.maximum(0, x @ w1 + b1)
            outputs = hidden @ w2 + b2
            d_outputs = 2 * (outputs - targets[batch]) / outputs.size
            d_hidden = (d_outputs @ w2.T) * (hidden > 0)
            w2 -= RATE * (hidden.T @ d_outputs)
            b2 -= RATE * d_outputs.sum(0)
            w1 -= RATE * (x.T @ d_hidden)
            b1 -= RATE * d_hidden.sum(0)

    return epoch


def torch(inputs, targets):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(1)
    layers = [nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)]
    network = nn.Sequential(*layers).to(torch.float64)
    for layer in (layers[0], layers[2]):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    descent = torch.optim.SGD(network.parameters(), lr=RATE)
    inputs, targets = torch.tensor(inputs), torch.tensor(targets)

    def epoch():
        for batch in torch.randperm(EXAMPLES).split(BATCH):
            cost = ((network(inputs[batch]) - targets[batch]) ** 2).mean()
            descent.zero_grad()
            cost.backward()
            descent.step()

    return epoch


def main():
    known = {"neurons": neurons, "numpy": numpy, "torch": torch}
    if sys.argv[1:] == ["--list"]:
        ours = ["in-place", "step-by-step"]
        print(json.dumps(dict(bench="epoch", group="epoch-64-32-10", ours=ours, yardsticks=list(known))))
        return
    if len(sys.argv) != 2 or sys.argv[1] not in known:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(known)}")
    epoch = known[sys.argv[1]](*data())
    epoch()  # the first one warms up
    times, start = [], time.perf_counter()
    while len(times) < 15 or time.perf_counter() - start < 1.5:
        before = time.perf_counter_ns()
        epoch()
        times.append(time.perf_counter_ns() - before)
    print(int(statistics.median(times)))


if __name__ == "__main__":
    main()
