"""What a reader might run instead: a step of training the same model in PyTorch.

Usage: python3 yardsticks.py torch/1|torch/2

4 blocks, 4 heads, d_model 64, context 64, batch 16, 65 tokens, AdamW, clipping, float32 on
one thread or two. Prints the median nanoseconds of a step of the faster of two ways to
write attention: softmax by hand, and PyTorch's own fused attention.
"""

import json
import math
import statistics
import sys
import time

BLOCKS, D, H, N, BATCH, VOCABULARY = 4, 64, 4, 64, 16, 65


def step_of(is_fused):
    import torch
    import torch.nn.functional as F
    from torch import nn

    torch.manual_seed(1)
    future = torch.triu(torch.ones(N, N, dtype=torch.bool), 1)

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm_1, self.norm_2 = nn.LayerNorm(D), nn.LayerNorm(D)
            self.qkv = nn.Linear(D, 3 * D, bias=False)
            self.out = nn.Linear(D, D, bias=False)
            self.up, self.down = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

        def forward(self, x):
            parts = self.qkv(self.norm_1(x)).split(D, 2)
            q, k, v = (p.view(BATCH, N, H, D // H).transpose(1, 2) for p in parts)
            if is_fused:
                taken = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            else:
                scores = q @ k.transpose(-2, -1) / math.sqrt(D // H)
                taken = scores.masked_fill(future, -math.inf).softmax(-1) @ v
            x = x + self.out(taken.transpose(1, 2).reshape(BATCH, N, D))
            return x + self.down(F.gelu(self.up(self.norm_2(x))))

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.places = nn.Embedding(VOCABULARY, D), nn.Embedding(N, D)
            self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
            self.norm = nn.LayerNorm(D)
            self.unembedding = nn.Linear(D, VOCABULARY, bias=False)

        def forward(self, inputs):
            x = self.words(inputs) + self.places.weight
            for block in self.blocks:
                x = block(x)
            return self.unembedding(self.norm(x))

    model = Model()
    adam = torch.optim.AdamW(
        model.parameters(), lr=3e-3, weight_decay=0.1, betas=(0.9, 0.99)
    )
    text = torch.randint(VOCABULARY, (100_000,))

    def step():
        starts = torch.randint(len(text) - N - 1, (BATCH,))
        inputs = torch.stack([text[s : s + N] for s in starts])
        targets = torch.stack([text[s + 1 : s + N + 1] for s in starts])
        logits = model(inputs).view(-1, VOCABULARY)
        loss = F.cross_entropy(logits, targets.view(-1))
        adam.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        return loss.item()

    return step


def median(step):
    for _ in range(10):
        step()
    times, end = [], time.perf_counter() + 3
    while time.perf_counter() < end:
        before = time.perf_counter_ns()
        step()
        times.append(time.perf_counter_ns() - before)
    return statistics.median(times)


def main():
    known = ["torch/1", "torch/2"]
    if sys.argv[1:] == ["--list"]:
        ours = ["engine/1", "engine/2"]
        print(json.dumps(dict(bench="step", group="transformer-step", ours=ours, yardsticks=known)))
        return
    if len(sys.argv) != 2 or sys.argv[1] not in known:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(known)}")
    import torch

    torch.set_num_threads(int(sys.argv[1].split("/")[1]))
    print(int(min(median(step_of(is_fused)) for is_fused in (False, True))))


if __name__ == "__main__":
    main()
