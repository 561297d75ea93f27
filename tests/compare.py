"""Times a chapter's code beside the yardsticks of its benches, in one run, on one thread.

Usage: python3 tests/compare.py CHAPTER [--rounds N]

Needs NumPy and PyTorch in this Python, and cargo. The yardsticks take turns with ours,
so that a busy moment of the machine meets them all; of each, the quietest round counts.
The results go beside those of `cargo bench`, where `cargo run -- measure CHAPTER` finds
them and records the ratios that the page quotes.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def target():
    """Where cargo builds: it alone knows, by its variables and settings."""
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"error: `cargo metadata` fails:\n{result.stderr}")
    return Path(json.loads(result.stdout)["target_directory"])


class Chapter:
    """What its yardsticks say of themselves: the bench, its group, and the names."""

    def __init__(self, name):
        self.name = name
        self.script = ROOT / "chapters" / name / "benches" / "yardsticks.py"
        if not self.script.is_file():
            sys.exit(f"error: {name} has no benches/yardsticks.py: name a chapter that has")
        self.__dict__.update(json.loads(self.run("--list")))

    def run(self, argument):
        environment = {**os.environ, **ONE_THREAD}
        # These pin NumPy to a slower kernel than the processor's own: no fair race.
        for pinned in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            environment.pop(pinned, None)
        run = [sys.executable, "-B", str(self.script), argument]
        result = subprocess.run(run, env=environment, capture_output=True, text=True)
        if result.returncode != 0:
            last = result.stderr.strip().splitlines()[-1:] or ["it says nothing"]
            sys.exit(f"error: {argument} fails: {last[0]}: pip install numpy torch")
        return result.stdout

    def estimates(self, name):
        return target() / "criterion" / self.group / name / "new" / "estimates.json"

    def times_of_ours(self):
        bench = ["cargo", "bench", "-q", "-p", self.name, "--bench", self.bench]
        result = subprocess.run(
            [*bench, "--", "--noplot"], cwd=ROOT, capture_output=True, text=True
        )
        if result.returncode != 0:
            sys.exit(f"error: `cargo bench` fails:\n{result.stderr}")
        read = lambda name: json.loads(self.estimates(name).read_text())
        return {name: read(name)["median"]["point_estimate"] for name in self.ours}

    def record(self, name, nanoseconds):
        path = self.estimates(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"median": {"point_estimate": nanoseconds}}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapter")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    if rounds < 1:
        parser.error("--rounds needs at least 1")
    if shutil.which("cargo") is None:
        sys.exit("error: there is no cargo: install Rust first")
    chapter, best = Chapter(arguments.chapter), {}
    for round in range(rounds):
        print(f"round {round + 1} of {rounds}", file=sys.stderr)
        times = chapter.times_of_ours()
        times.update({name: float(chapter.run(name)) for name in chapter.yardsticks})
        for name, time in times.items():
            best[name] = min(time, best.get(name, time))
    for name, time in sorted(best.items(), key=lambda entry: entry[1]):
        chapter.record(name, time)
        print(f"{name:20} {time / 1e6:8.2f} ms")


if __name__ == "__main__":
    main()
