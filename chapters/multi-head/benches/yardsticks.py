"""What a reader might run instead: forward and back through attention in PyTorch.

Usage: python3 yardsticks.py torch/1|torch/16

Multi-head attention with a causal mask, d_model 64, 4 heads, 64 tokens, a batch of 1 or 16,
float64 on one thread. Prints the median nanoseconds of the faster of two ways to write it:
softmax by hand, and PyTorch's own fused attention.
"""

import json
import math
import statistics
import sys
import time

import torch
import torch.nn.functional as F

D, H, N = 64, 4, 64


def step_of(batch, is_fused):
    torch.manual_seed(1)
    x = torch.randn(batch, N, D, dtype=torch.float64, requires_grad=True)
    d_output = torch.randn(batch, N, D, dtype=torch.float64)
    w_qkv = (torch.randn(D, 3 * D, dtype=torch.float64) / 8).requires_grad_()
    w_o = (torch.randn(D, D, dtype=torch.float64) / 8).requires_grad_()
    future = torch.triu(torch.ones(N, N, dtype=torch.bool), 1)

    def step():
        parts = (x @ w_qkv).split(D, 2)
        q, k, v = (p.view(batch, N, H, D // H).transpose(1, 2) for p in parts)
        if is_fused:
            taken = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = q @ k.transpose(-2, -1) / math.sqrt(D // H)
            taken = scores.masked_fill(future, -math.inf).softmax(-1) @ v
        output = taken.transpose(1, 2).reshape(batch, N, D) @ w_o
        for tensor in (x, w_qkv, w_o):
            tensor.grad = None
        output.backward(d_output)

    return step


def median(step):
    for _ in range(10):
        step()
    times, end = [], time.perf_counter() + 2
    while time.perf_counter() < end:
        start = time.perf_counter_ns()
        step()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times)


def main():
    if sys.argv[1:] == ["--list"]:
        ours = ["packed/1", "packed/16", "loop/1", "loop/16"]
        yardsticks = ["torch/1", "torch/16"]
        print(json.dumps(dict(bench="multi_head", group="multi-head-64x4", ours=ours, yardsticks=yardsticks)))
        return
    if sys.argv[1:] not in (["torch/1"], ["torch/16"]):
        sys.exit(__doc__)
    torch.set_num_threads(1)
    batch = int(sys.argv[1].split("/")[1])
    print(min(median(step_of(batch, is_fused)) for is_fused in (False, True)))


if __name__ == "__main__":
    main()
