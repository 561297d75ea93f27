"""Reference values in float64 for the chapters' tests, computed by PyTorch and its autograd.

usage: python generate.py            writes chapters/*/tests/reference/*.json
       python generate.py --check    writes nothing, and says which of them come out otherwise

Conventions: one example or token per row, Z = X W + b, W is (inputs, outputs), heads take
consecutive column blocks of W_q, W_k, W_v. Every gradient is of L = sum(out * g_out) unless the
file says otherwise.
"""

import json
import math
import os
import sys
from pathlib import Path

# The kernel decides the last bits of exp and of sums: this one is on every x86-64 since 2013.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
IS_CHECK = sys.argv[1:] == ["--check"]
G = torch.Generator().manual_seed(20240607)
BY = f"torch {torch.__version__} (autograd, float64), numpy {np.__version__}"


differing = []


def rnd(*s, scale=1.0, grad=False):
    t = (torch.randn(*s, generator=G) * scale).detach()
    return t.requires_grad_(grad)


def plain(o):
    if isinstance(o, torch.Tensor):
        return plain(o.detach().tolist())
    if isinstance(o, dict):
        return {k: plain(v) for k, v in o.items()}
    if isinstance(o, (list, tuple)):
        return [plain(v) for v in o]
    return o


def text(o, ind=0):
    if isinstance(o, bool) or o is None or isinstance(o, (str, int)):
        return json.dumps(o, ensure_ascii=False)
    if isinstance(o, float):
        assert math.isfinite(o), o
        return "%.17g" % o if o != int(o) or abs(o) > 1e15 else "%.1f" % o
    if isinstance(o, list):
        if any(isinstance(v, (list, dict)) for v in o):
            p = "\n" + " " * (ind + 1)
            return "[" + p + ("," + p).join(text(v, ind + 1) for v in o) + "]"
        return "[" + ", ".join(text(v) for v in o) + "]"
    p = "\n" + " " * (ind + 1)
    return (
        "{"
        + p
        + ("," + p).join(json.dumps(k) + ": " + text(v, ind + 1) for k, v in o.items())
        + "\n"
        + " " * ind
        + "}"
    )


def write(chapter, name, note, body):
    """The reference of a chapter: written, or compared with the one that is there."""
    d = {"generated_by": BY, "note": note, **plain(body)}
    s = text(d) + "\n"
    json.loads(s)
    path = CHAPTERS / chapter / "tests" / "reference" / (name + ".json")
    if not IS_CHECK:
        path.write_text(s, encoding="utf-8", newline="\n")
    elif path.read_text(encoding="utf-8") != s:
        differing.append(path.name)


def grads(loss, **p):
    gs = torch.autograd.grad(loss, list(p.values()))
    return {"d_" + k: g for k, g in zip(p, gs)}


# --- softmax -----------------------------------------------------------------------------------
cases = []
for z in (
    [2.0, 4.0, 5.0],
    [0.0, 0.0, 0.0],
    [1000.0, 1001.0, 1002.0],
    [-1000.0, 0.0, 1000.0],
    [-1000.0, -1001.0, -999.5],
    [1000.0, -1000.0],
    [3.5],
    [0.1, -0.2, 0.3, -0.4, 0.5],
):
    for T in (0.1, 0.5, 1.0, 2.0, 10.0):
        t = (torch.tensor(z) / T).requires_grad_()
        p, lp = F.softmax(t, -1), F.log_softmax(t, -1)
        h = -(p.detach() * lp.detach().where(p > 0, torch.zeros_like(lp).detach())).sum()
        cases.append(
            {
                "logits": z,
                "temperature": T,
                "softmax": p,
                "log_softmax": lp,
                "entropy_nats": float(h),
                "log_sum_exp": torch.logsumexp(t, -1),
            }
        )
z = rnd(4, 6, grad=True)
g = rnd(4, 6)
p = F.softmax(z, -1)
write(
    "softmax",
    "softmax",
    "softmax(z / T), log_softmax(z / T), logsumexp(z / T); backward of row-wise softmax at T = 1",
    {"cases": cases, "backward": {"z": z, "p": p, "g_out": g, **grads((p * g).sum(), z=z)}},
)
rows = [
    [1000.0, 1000.0],
    [-1000.0, -1000.0],
    [1000.0, -1000.0],
    [-1000.0, 1000.0, 0.0],
    [0.0] * 8,
    [1e-300, -1e-300],
    [709.0, 710.0, 711.0],
    [-745.0, -746.0, -747.0],
    [1.0, 2.0, 3.0],
]
write(
    "softmax",
    "log_sum_exp",
    "stable log-sum-exp; a naive version overflows or gives log 0 on the large ones",
    {
        "cases": [
            {
                "x": r,
                "log_sum_exp": float(torch.logsumexp(torch.tensor(r), -1)),
                "softmax": F.softmax(torch.tensor(r), -1),
            }
            for r in rows
        ]
    },
)

# --- losses ------------------------------------------------------------------------------------
z, y = rnd(4, 6, scale=2.0, grad=True), torch.tensor([1, 0, 5, 3])
l = F.cross_entropy(z, y)
big = torch.tensor([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 999.0]], requires_grad=True)
by = torch.tensor([1, 2])
bl = F.cross_entropy(big, by)
write(
    "softmax",
    "cross_entropy",
    "mean over rows, natural log, integer targets; per_row is -log p[target]",
    {
        "logits": z,
        "targets": y,
        "loss": l,
        "perplexity": l.exp(),
        "per_row": F.cross_entropy(z, y, reduction="none"),
        **grads(l, logits=z),
        "extreme": {
            "logits": big,
            "targets": by,
            "loss": bl,
            "per_row": F.cross_entropy(big, by, reduction="none"),
            **grads(bl, logits=big),
        },
    },
)
a, t = rnd(4, 3, grad=True), rnd(4, 3)
m, s = F.mse_loss(a, t), F.mse_loss(a, t, reduction="sum")
write(
    "loss",
    "mse",
    "mean over batch AND outputs; sum over both; sum over outputs then mean over the batch",
    {
        "a": a,
        "y": t,
        "mean": {"loss": m, **grads(m, a=a)},
        "sum": {"loss": s, **grads(s, a=a)},
        "sum_outputs_mean_batch": {"loss": s / 4, **grads(((a - t) ** 2).sum(1).mean(), a=a)},
    },
)

# --- MLP ---------------------------------------------------------------------------------------
X, Y = rnd(4, 3, grad=True), rnd(4, 2)
P = dict(
    w1=rnd(3, 5, scale=0.8, grad=True),
    b1=rnd(5, scale=0.3, grad=True),
    w2=rnd(5, 2, scale=0.8, grad=True),
    b2=rnd(2, scale=0.3, grad=True),
)
yc = torch.tensor([0, 1, 1, 0])
out = {"x": X, "y": Y, "classes": yc, **P, "variants": []}
acts = dict(relu=torch.relu, sigmoid=torch.sigmoid, tanh=torch.tanh, identity=lambda v: v)
for hid, outp, loss in (
    ("relu", "relu", "mse_mean"),
    ("relu", "identity", "mse_mean"),
    ("sigmoid", "sigmoid", "mse_mean"),
    ("tanh", "identity", "cross_entropy"),
    ("relu", "identity", "cross_entropy"),
):
    z1 = X @ P["w1"] + P["b1"]
    a1 = acts[hid](z1)
    z2 = a1 @ P["w2"] + P["b2"]
    a2 = acts[outp](z2)
    l = F.mse_loss(a2, Y) if loss == "mse_mean" else F.cross_entropy(a2, yc)
    new = {
        k: v - 0.1 * g
        for (k, v), g in zip(P.items(), torch.autograd.grad(l, list(P.values()), retain_graph=True))
    }
    out["variants"].append(
        {
            "hidden": hid,
            "output": outp,
            "loss_kind": loss,
            "z1": z1,
            "a1": a1,
            "z2": z2,
            "a2": a2,
            "loss": l,
            **grads(l, x=X, **P),
            "after_sgd_lr_0.1": new,
        }
    )
write(
    "backprop",
    "mlp",
    "two-layer MLP 3-5-2, batch 4, gradients at the forward pass's weights; mse_mean divides by batch*outputs = 8",
    out,
)

# --- attention ---------------------------------------------------------------------------------
n, d, h = 4, 8, 2
dk = 6


def attend(q, k, v, causal):
    s = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if causal:
        s = s.masked_fill(torch.triu(torch.ones(s.shape[-2:], dtype=torch.bool), 1), float("-inf"))
    w = s.softmax(-1)
    return w, w @ v


q, k, v, g = rnd(n, dk, grad=True), rnd(n, dk, grad=True), rnd(n, dk, grad=True), rnd(n, dk)
b = {
    "q": q,
    "k": k,
    "v": v,
    "g_out": g,
    "raw_scores": q @ k.T,
    "scaled_scores": q @ k.T / math.sqrt(dk),
}
for c in (False, True):
    w, o = attend(q, k, v, c)
    assert torch.allclose(
        o, F.scaled_dot_product_attention(q[None], k[None], v[None], is_causal=c)[0], atol=1e-14
    )
    b["causal" if c else "full"] = {"weights": w, "out": o, **grads((o * g).sum(), q=q, k=k, v=v)}
x = rnd(n, d, grad=True)
W = {k_: rnd(d, 4, scale=d**-0.5, grad=True) for k_ in ("w_q", "w_k", "w_v")}
gh = rnd(n, 4)
hd = {"x": x, **W, "g_out": gh}
for c in (False, True):
    w, o = attend(x @ W["w_q"], x @ W["w_k"], x @ W["w_v"], c)
    hd["causal" if c else "full"] = {
        "q": x @ W["w_q"],
        "k": x @ W["w_k"],
        "v": x @ W["w_v"],
        "weights": w,
        "out": o,
        **grads((o * gh).sum(), x=x, **W),
    }
write(
    "attention",
    "attention",
    "scaled dot-product attention, n = 4, d_k = 6; and one projected head, d_model = 8, d_head = 4, no biases",
    {**b, "head": hd},
)


def mha(x, p, causal):
    sp = lambda u: u.view(-1, h, d // h).transpose(0, 1)
    w, o = attend(sp(x @ p["w_q"]), sp(x @ p["w_k"]), sp(x @ p["w_v"]), causal)
    cat = o.transpose(0, 1).reshape(-1, d)
    return w, cat, cat @ p["w_o"]


x, g = rnd(n, d, grad=True), rnd(n, d)
W = {k_: rnd(d, d, scale=d**-0.5, grad=True) for k_ in ("w_q", "w_k", "w_v", "w_o")}
b = {"heads": h, "x": x, **W, "g_out": g}
for c in (False, True):
    w, cat, o = mha(x, W, c)
    ref, _ = F.multi_head_attention_forward(
        x[:, None],
        x[:, None],
        x[:, None],
        d,
        h,
        torch.cat([W["w_q"], W["w_k"], W["w_v"]], 1).T,
        None,
        None,
        None,
        False,
        0.0,
        W["w_o"].T,
        None,
        attn_mask=torch.triu(torch.ones(n, n, dtype=torch.bool), 1) if c else None,
        need_weights=True,
    )
    assert torch.allclose(ref[:, 0], o, atol=1e-13)
    b["causal" if c else "full"] = {
        "weights": w,
        "concat": cat,
        "out": o,
        **grads((o * g).sum(), x=x, **W),
    }
write(
    "multi-head",
    "multi_head",
    "d_model 8, 2 heads, d_head 4, no biases; head i reads columns 4i..4i+4 of w_q, w_k, w_v; weights is (heads, n, n); checked against torch multi_head_attention_forward",
    b,
)

# --- layer norm, positions, GELU, Adam ------------------------------------------------------------
x, ga, be, g = (
    rnd(n, 6, scale=2.0, grad=True),
    (1 + 0.3 * rnd(6)).requires_grad_(),
    rnd(6, scale=0.3, grad=True),
    rnd(n, 6),
)
o = F.layer_norm(x, (6,), ga, be, 1e-5)
write(
    "transformer",
    "layer_norm",
    "over the last axis, population variance, eps 1e-5 inside the root",
    {
        "eps": 1e-5,
        "x": x,
        "gamma": ga,
        "beta": be,
        "out": o,
        "g_out": g,
        **grads((o * g).sum(), x=x, gamma=ga, beta=be),
    },
)


def positions(n, d):
    pe = np.zeros((n, d))
    for p in range(n):
        for i in range(d):
            ang = p / 10000.0 ** (2 * (i // 2) / d)
            pe[p, i] = math.sin(ang) if i % 2 == 0 else math.cos(ang)
    return pe.tolist()


def dot_at(offset):
    """The product of two rows of width 8. Added one by one: from 3.12 on, Python's sum rounds otherwise."""
    dot = 0.0
    for i in range(4):
        dot += math.cos(offset / 10000.0 ** (2 * i / 8))
    return dot


write(
    "attention",
    "positional",
    "PE[p, 2i] = sin(p / 10000^(2i/d)), PE[p, 2i+1] = cos of the same angle (Vaswani et al. 2017)",
    {
        "tables": [{"n": a, "d": c, "pe": positions(a, c)} for a, c in ((4, 8), (6, 6), (10, 4))],
        "dot_by_offset_d8": [{"offset": o, "dot": dot_at(o)} for o in range(8)],
    },
)
x = torch.tensor(
    [-10.0, -5.0, -3.0, -1.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 1.0, 3.0, 5.0, 10.0], requires_grad=True
)
e, t = F.gelu(x), F.gelu(x, approximate="tanh")
write(
    "transformer",
    "gelu",
    "exact: x Phi(x) with erf; tanh: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))",
    {
        "x": x,
        "exact": e,
        "d_exact": grads(e.sum(), x=x)["d_x"],
        "tanh": t,
        "d_tanh": grads(t.sum(), x=x)["d_x"],
    },
)
w0 = rnd(6)
gs = [rnd(6, scale=s) for s in (1.0, 0.1, 10.0, 1e-3, 1.0)]
runs = []
for name, cls, kw in (
    ("sgd", torch.optim.SGD, dict(lr=0.1)),
    ("sgd_momentum", torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    ("adam", torch.optim.Adam, dict(lr=1e-2, betas=(0.9, 0.999), eps=1e-8)),
    ("adamw", torch.optim.AdamW, dict(lr=1e-2, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.1)),
):
    w = w0.clone().requires_grad_()
    o = cls([w], **kw)
    tr = []
    for gr in gs:
        w.grad = gr.clone()
        o.step()
        tr.append(w.detach().clone())
    runs.append(
        {
            "optimizer": name,
            "settings": {k_: (list(v_) if isinstance(v_, tuple) else v_) for k_, v_ in kw.items()},
            "after_step": tr,
        }
    )
write(
    "transformer",
    "adam",
    "five steps on fixed gradients from the same start; adamw decays w by (1 - lr*wd) before the step",
    {"w0": w0, "gradients": gs, "runs": runs},
)

# --- pre-norm block ----------------------------------------------------------------------------
x, g = rnd(n, d, grad=True), rnd(n, d)
P = dict(
    ln1_gamma=(1 + 0.2 * rnd(d)).requires_grad_(),
    ln1_beta=rnd(d, scale=0.2, grad=True),
    **{k_: rnd(d, d, scale=d**-0.5, grad=True) for k_ in ("w_q", "w_k", "w_v", "w_o")},
    ln2_gamma=(1 + 0.2 * rnd(d)).requires_grad_(),
    ln2_beta=rnd(d, scale=0.2, grad=True),
    w_up=rnd(d, 4 * d, scale=d**-0.5, grad=True),
    b_up=rnd(4 * d, scale=0.1, grad=True),
    w_down=rnd(4 * d, d, scale=(4 * d) ** -0.5, grad=True),
    b_down=rnd(d, scale=0.1, grad=True),
)
b = {"heads": h, "eps": 1e-5, "x": x, **P, "g_out": g}
for act in ("gelu_exact", "gelu_tanh", "relu"):
    n1 = F.layer_norm(x, (d,), P["ln1_gamma"], P["ln1_beta"], 1e-5)
    w, _, at = mha(n1, P, True)
    x1 = x + at
    n2 = F.layer_norm(x1, (d,), P["ln2_gamma"], P["ln2_beta"], 1e-5)
    u = n2 @ P["w_up"] + P["b_up"]
    a = (
        F.gelu(u)
        if act == "gelu_exact"
        else F.gelu(u, approximate="tanh") if act == "gelu_tanh" else F.relu(u)
    )
    o = x1 + a @ P["w_down"] + P["b_down"]
    b[act] = {
        "ln1": n1,
        "weights": w,
        "attention_out": at,
        "after_attention": x1,
        "ln2": n2,
        "out": o,
        **grads((o * g).sum(), x=x, **P),
    }
write(
    "transformer",
    "block",
    "pre-norm block, causal: x1 = x + MHA(LN1(x)); out = x1 + W_down act(W_up LN2(x1) + b_up) + b_down; d_model 8, 2 heads, d_ff 32; attention without biases",
    b,
)

if IS_CHECK:
    sys.exit(f"these come out otherwise: {', '.join(differing)}" if differing else 0)
