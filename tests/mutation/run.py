#!/usr/bin/env python3
"""Switches the mutants of a copy on, one at a time, and runs the tests that come by each, the quickest first.

    run.py COPY [SUITE...]

`COPY` is what switches.py made; without suites, those of SUITES. Results go to `COPY.results.jsonl`, a line for each mutant in
the order of a shuffle with a fixed seed; a run that was stopped goes on where it was. The last line printed is the count.
"""

import filecmp
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

SUITES = ["lib", "policy", "rules", "schema", "examples", "cli", "verify", "ci", "reports", "audit", "quality"]
# Seconds from which on a test runs by itself, after the others.
SLOW = 8
ENV = {key: value for key, value in os.environ.items() if not key.startswith("DUNGCHUNG_")} | {"PROPTEST_CASES": "16"}


def build(copy, suites):
    """Programs by name of the suite; `prepare` makes the data that the program carries."""
    which = [part for s in suites for part in (["--lib"] if s == "lib" else ["--test", s])]
    subprocess.run(["cargo", "build", "--example", "prepare"], cwd=copy, check=True)
    command = ["cargo", "test", "--no-run", "--bin", "dungchung", "--message-format", "json", *which]
    built = subprocess.run(command, cwd=copy, check=True, stdout=subprocess.PIPE, text=True)
    found = [json.loads(line) for line in built.stdout.splitlines()]
    programs = {}
    for made in (m for m in found if m.get("executable") and m["profile"]["test"]):
        target = made["target"]
        programs["lib" if "lib" in target["kind"] else target["name"]] = made["executable"]
    programs = {suite: programs[suite] for suite in suites}
    example = Path(next(iter(programs.values()))).parents[1] / "examples/prepare"
    return programs, str(example)


class Copy:
    def __init__(self, copy, suites):
        self.copy = copy
        self.mutants = json.loads(copy.with_suffix(".json").read_text())
        self.programs, self.prepare = build(copy, suites)
        self.data = tempfile.mkdtemp()
        self.reached = {}
        self.time = {}
        self.note("prepare", "", [self.prepare], {"OUT_DIR": self.data})
        for suite, program in self.programs.items():
            for line in self.run([program, "--list", "--format", "terse"], {}, 60).stdout.splitlines():
                if line.endswith(": test"):
                    test = line.removesuffix(": test")
                    self.note(suite, test, [program, "--exact", test], {})

    def run(self, command, env, limit):
        """The finished run; `None` if it takes longer than `limit` seconds."""
        try:
            return subprocess.run(
                command, cwd=self.copy, env=ENV | env, timeout=limit, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        except subprocess.TimeoutExpired:
            return None

    def note(self, suite, test, command, env):
        """Which mutants a test comes by, and how long it takes. What fails without a mutant says nothing about any."""
        with tempfile.NamedTemporaryFile() as file:
            start = time.monotonic()
            done = self.run(command, env | {"MUTANT_REACHED": file.name}, 600)
            if done is None or done.returncode:
                print(f"left out, fails without a mutant: {suite} {test}", file=sys.stderr)
                return
            self.time[suite, test] = time.monotonic() - start
            self.reached[suite, test] = set(map(int, Path(file.name).read_text().split()))

    def becomes(self, number):
        """What becomes of a mutant."""
        env = {"MUTANT": str(number)}
        with tempfile.TemporaryDirectory() as folder:
            if number in self.reached["prepare", ""]:
                done = self.run([self.prepare], env | {"OUT_DIR": folder}, 300)
                if done is None or done.returncode:
                    return "caught by the build"
                if filecmp.cmpfiles(self.data, folder, os.listdir(self.data), shallow=False)[1:] != ([], []):
                    env["DATA"] = folder
            jobs = []
            for suite, program in self.programs.items():
                tests = [t for s, t in self.reached if s == suite and ("DATA" in env or number in self.reached[s, t])]
                quick = [t for t in tests if self.time[suite, t] < SLOW]
                jobs += [(suite, program, some) for some in [quick, *([t] for t in tests if t not in quick)] if some]
            seconds = lambda job: sum(self.time[job[0], test] for test in job[2])
            for suite, program, tests in sorted(jobs, key=seconds):
                limit = 60 + 12 * seconds((suite, program, tests))
                done = self.run([program, "--exact", "-q", *tests], env, limit)
                if done is None:
                    return f"never ends: {suite}"
                if done.returncode:
                    return f"caught by {suite}"
            return "survives" if jobs else "survives, no test comes by"


def main():
    copy = Path(sys.argv[1])
    results = copy.with_suffix(".results.jsonl")
    done = [json.loads(line) for line in results.read_text().splitlines()] if results.is_file() else []
    of = Copy(copy, sys.argv[2:] or SUITES)
    numbers = [m["n"] for m in of.mutants if not m["unviable"]]
    random.Random(2026).shuffle(numbers)
    known = {line["n"] for line in done}
    with results.open("a") as out:
        for n in (n for n in numbers if n not in known):
            line = {"n": n, "name": of.mutants[n - 1]["name"], "becomes": of.becomes(n)}
            done.append(line)
            print(json.dumps(line), file=out, flush=True)
    print(Counter(line["becomes"] for line in done))


if __name__ == "__main__":
    main()
