"""Times an epoch of ours beside the yardsticks, all in one run, on one thread.

Usage: python3 chapters/backprop/benches/compare.py [--rounds N]

Needs NumPy and PyTorch in this Python, and cargo. The yardsticks take turns with ours,
so that a busy moment of the machine meets them all; of each, the quietest round counts.
The results go beside those of `cargo bench`, where `cargo run -- measure backprop` finds
them and records the ratios that the page quotes.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
GROUP = TARGET / "criterion" / "epoch-64-32-10"
YARDSTICKS = ("neurons", "torch", "numpy")
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def estimates(name):
    return GROUP / name / "new" / "estimates.json"


def ours():
    bench = ["cargo", "bench", "-q", "-p", "backprop", "--bench", "epoch", "--", "--noplot"]
    result = subprocess.run(bench, cwd=ROOT, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"error: `cargo bench` fails:\n{result.stderr}")
    times = {}
    for name in ("in-place", "step-by-step"):
        times[name] = json.loads(estimates(name).read_text())["median"]["point_estimate"]
    return times


def yardstick(name):
    environment = {**os.environ, **ONE_THREAD}
    # These pin NumPy to a slower kernel than the processor's own: no fair race.
    for pinned in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        environment.pop(pinned, None)
    run = [sys.executable, "-B", str(HERE / "yardsticks.py"), name]
    result = subprocess.run(run, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        last = result.stderr.strip().splitlines()[-1:] or ["it says nothing"]
        sys.exit(f"error: the yardstick {name} fails: {last[0]}: pip install numpy torch")
    return float(result.stdout)


def record(name, nanoseconds):
    path = estimates(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"median": {"point_estimate": nanoseconds}}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    rounds = parser.parse_args().rounds
    if rounds < 1:
        parser.error("--rounds needs at least 1")
    if shutil.which("cargo") is None:
        sys.exit("error: there is no cargo: install Rust first")
    best = {}
    for round in range(rounds):
        print(f"round {round + 1} of {rounds}", file=sys.stderr)
        times = ours()
        times.update({name: yardstick(name) for name in YARDSTICKS})
        for name, time in times.items():
            best[name] = min(time, best.get(name, time))
    print("an epoch of        ms   times ours")
    for name, time in sorted(best.items(), key=lambda entry: entry[1]):
        record(name, time)
        print(f"{name:13} {time / 1e6:7.2f} {time / best['in-place']:12.1f}")


if __name__ == "__main__":
    main()
