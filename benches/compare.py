#!/usr/bin/env python3
"""Runs the program beside what else one might use, on the same files and in the same minutes, and prints one table.

    python3 -m venv venv
    venv/bin/pip install numpy scipy scikit-learn sparse-dot-topn tantivy rapidfuzz datasketch orjson
    venv/bin/python benches/workload.py data/M --platforms 1000 --systems 10000
    venv/bin/python benches/compare.py --program target/release/dungchung --repeat 3 data/M
    venv/bin/python benches/compare.py --program target/release/dungchung --task self data/M
    venv/bin/python benches/compare.py --program target/release/dungchung --task proposal data/M

Each runs in a process of its own, from reading the files to writing pairs. The program reads YAML; the others read JSON a line a
record and get text in small letters without diacritics, which favours them. F1 is over pairs of a system and a platform by their
true overlap (gold_overlap.jsonl): for the program at its own thresholds (relation `duplicate`), for the others at the threshold
and number of pairs a system that suit them best. Recall is that of the first ten pairs a system. Among systems (`--task self`) hit@1 is
the share whose nearest is the original or another copy of it; P and R are the program's groups: the share of links within the copies of
one original, and of copies grouped with it. A machine's speed drifts: compare
within one table.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata

K = 10


def fold(text):
    text = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return text.encode("ascii", "ignore").decode()


def words(record):
    return fold(" . ".join([record["name"], *record["functions"]]))


def load(data, name):
    import orjson
    with open(os.path.join(data, name), "rb") as f:
        return [orjson.loads(line) for line in f]


def inputs(task, data):
    platforms = load(data, "systems.jsonl" if task == "self" else "platforms.jsonl")
    return platforms, load(data, "proposals.jsonl")[:1] if task == "proposal" else platforms if task == "self" else load(data, "systems.jsonl")


def pairs_of(task):
    return K + 1 if task == "self" else K


def tfidf(platforms, systems):
    import numpy
    from sklearn.feature_extraction.text import TfidfVectorizer
    v = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, dtype=numpy.float32, lowercase=False, token_pattern=r"(?u)\b\w+\b")
    a = v.fit_transform([words(p) for p in platforms])
    return a, a if systems is platforms else v.transform([words(s) for s in systems])


def sparse_dot_topn(platforms, systems, k):
    """TF-IDF of words and pairs of words, sparse_dot_topn, two threads"""
    from sparse_dot_topn import sp_matmul_topn
    a, b = tfidf(platforms, systems)
    c = sp_matmul_topn(b, a.T.tocsr(), top_n=k, sort=True, n_threads=2).tocsr()
    for i in range(c.shape[0]):
        for j in range(c.indptr[i], c.indptr[i + 1]):
            yield i, c.indices[j], c.data[j]


def scikit_learn(platforms, systems, k):
    """TF-IDF of words and pairs of words, nearest neighbours by cosine"""
    from sklearn.neighbors import NearestNeighbors
    a, b = tfidf(platforms, systems)
    nn = NearestNeighbors(n_neighbors=min(k, len(platforms)), metric="cosine", algorithm="brute").fit(a)
    for low in range(0, len(systems), 2048):
        distance, index = nn.kneighbors(b[low:low + 2048])
        for i, (ds, js) in enumerate(zip(distance, index)):
            for d, j in zip(ds, js):
                if d < 1:
                    yield low + i, j, 1 - d


def tantivy(platforms, systems, k):
    """Search engine in memory, BM25 over the distinct words"""
    import tantivy as t
    builder = t.SchemaBuilder()
    builder.add_integer_field("n", stored=True, fast=True)
    builder.add_text_field("t", stored=False, index_option="freq")
    schema = builder.build()
    index = t.Index(schema)
    writer = index.writer(heap_size=200_000_000, num_threads=2)
    for i, p in enumerate(platforms):
        writer.add_document(t.Document(n=i, t=words(p)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    for i, s in enumerate(systems):
        tokens = {w for w in "".join(c if c.isalnum() else " " for c in words(s)).split()}
        query = t.Query.boolean_query([(t.Occur.Should, t.Query.term_query(schema, "t", w)) for w in sorted(tokens)])
        for score, address in searcher.search(query, k, count=False).hits:
            yield i, searcher.doc(address)["n"][0], score / max(1, len(tokens))


def minhash(platforms, systems, k):
    """datasketch MinHashLSH over pairs of words, 64 permutations"""
    import numpy
    from datasketch import MinHash, MinHashLSH

    def sketch(r):
        found = set()
        for f in r["functions"]:
            w = fold(f).replace(",", " ").replace(":", " ").split()
            found.update(f"{x} {y}".encode() for x, y in zip(w, w[1:]))
        m = MinHash(num_perm=64)
        m.update_batch(sorted(found) or [b"x"])
        return m

    of_platforms = [sketch(p) for p in platforms]
    of_systems = of_platforms if systems is platforms else [sketch(s) for s in systems]
    lsh = MinHashLSH(threshold=0.2, num_perm=64)
    for i, m in enumerate(of_platforms):
        lsh.insert(i, m)
    values = numpy.array([m.hashvalues for m in of_platforms])
    for i, m in enumerate(of_systems):
        found = numpy.array(sorted(lsh.query(m)), dtype=int)
        if len(found):
            scores = (values[found] == m.hashvalues).mean(axis=1)
            for j in numpy.argsort(-scores)[:k]:
                yield i, found[j], scores[j]


def rapidfuzz(platforms, systems, k):
    """token_set_ratio of whole records, one after the other"""
    from rapidfuzz import fuzz, process
    texts = [words(p) for p in platforms]
    for i, s in enumerate(systems):
        for _, score, j in process.extract(words(s), texts, scorer=fuzz.token_set_ratio, limit=k):
            yield i, j, score / 100


PEERS = {f.__name__: f for f in (sparse_dot_topn, scikit_learn, tantivy, minhash, rapidfuzz)}


def worker(name, task, data, out):
    platforms, systems = inputs(task, data)
    with open(out, "w", encoding="utf-8") as f:
        for i, j, score in PEERS[name](platforms, systems, pairs_of(task)):
            s, p = systems[i]["id"], platforms[j]["id"]
            if s != p:
                f.write(json.dumps({"system_id": s, "platform_id": p, "score": round(float(score), 5)}) + "\n")


def ours(program, task, data):
    platforms = ["--catalogue", os.path.join(data, "platforms.yaml")]
    if task == "proposal":
        return [program, "check", os.path.join(data, "proposals/p000.yaml"), *platforms, "--format", "jsonl", "--fail-on", "never"]
    only = "systems" if task == "self" else "platforms"
    return [program, "audit", os.path.join(data, "systems.yaml"), *(platforms if task == "audit" else []), "--only", only, "--format", "jsonl"]


def timed(command, out, limit):
    """Wall and processor seconds and peak memory in MB of one run; None where it takes too long."""
    start = time.perf_counter()
    with open(out, "wb") as f:
        p = subprocess.Popen(command, stdout=f, stderr=subprocess.DEVNULL)
        peak = 0
        while True:
            try:
                with open(f"/proc/{p.pid}/status") as status:
                    peak = max([peak] + [int(x.split()[1]) for x in status if x.startswith("VmHWM")])
            except OSError:
                pass
            pid, _, usage = os.wait4(p.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - start > limit:
                p.kill()
                os.wait4(p.pid, 0)
                return None
            time.sleep(0.001 if time.perf_counter() - start < 1 else 0.01)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, peak / 1024


def lines(path):
    import orjson
    with open(path, "rb") as f:
        return [orjson.loads(line) for line in f if line.strip()]


def quality(data, rows, task, decided):
    if task == "proposal":
        return {}
    if task == "self":
        root = {}
        for g in load(data, "gold_clusters.jsonl"):
            root[g["system_id"]] = g["root_id"]
            root.setdefault(g["root_id"], g["root_id"])
        first = {}
        for r in rows:
            other = r.get("other_id") or r["platform_id"]
            first.setdefault(r["system_id"], other)
            if decided:
                first.setdefault(other, r["system_id"])
        hit = {"hit@1": sum(root.get(first.get(s)) == r for s, r in root.items()) / len(root)}
        if not decided:
            return hit
        group = {s: r["group"] for r in rows for s in (r["system_id"], r["other_id"])}
        right = sum(root.get(r["system_id"], r["system_id"]) == root.get(r["other_id"], r["other_id"]) for r in rows)
        copies = [(s, r) for s, r in root.items() if s != r]
        together = sum(s in group and group[s] == group.get(r) for s, r in copies)
        return {**hit, "P": right / max(1, len(rows)), "R": together / max(1, len(copies))}
    match, grey = set(), set()
    for g in load(data, "gold_overlap.jsonl"):
        (match if g["label"] == "match" else grey).add((g["system_id"], g["platform_id"]))
    by = {}
    for r in rows:
        by.setdefault(r["system_id"], []).append(r)
    for found in by.values():
        found.sort(key=lambda r: -r["score"])
    tens = {(s, r["platform_id"]) for s, found in by.items() for r in found[:K]}

    def f1(chosen):
        return 2 * len(chosen & match) / max(1, len(chosen) + len(match))

    if decided:
        best = f1({(r["system_id"], r["platform_id"]) for r in rows if r["relation"] == "duplicate"} - grey)
    else:
        best = 0
        for k in (1, 2, K):
            flat = sorted(((r["score"], (s, r["platform_id"])) for s, found in by.items() for r in found[:k]), key=lambda t: -t[0])
            flat = [t for t in flat if t[1] not in grey]
            right = 0
            for n, (score, pair) in enumerate(flat, 1):
                right += pair in match
                if n == len(flat) or flat[n][0] != score:
                    best = max(best, 2 * right / (n + len(match)))
    return {"F1": best, "R@10": len(tens & match) / max(1, len(match))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+")
    parser.add_argument("--program", default="target/release/dungchung")
    parser.add_argument("--peers", default="sparse_dot_topn,scikit_learn,tantivy,minhash", help=",".join(PEERS))
    parser.add_argument("--task", default="audit", choices=["audit", "self", "proposal"])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, default=480, help="seconds")
    parser.add_argument("--worker", nargs=2, metavar=("NAME", "OUT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        worker(args.worker[0], args.task, args.data[0], args.worker[1])
        return
    for data in args.data:
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            for name in ["dungchung", *filter(None, args.peers.split(","))]:
                out = os.path.join(folder, "pairs")
                own = name == "dungchung"
                command = ours(args.program, args.task, data) if own else \
                    [sys.executable, os.path.abspath(__file__), data, "--task", args.task, "--worker", name, out]
                runs = []
                for _ in range(args.repeat):
                    run = timed(command, out if own else os.devnull, args.limit)
                    if run is None:
                        break
                    runs.append(run)
                if not runs:
                    rows.append((name, None, {}))
                    continue
                measured = tuple(statistics.median(column) for column in zip(*runs))
                rows.append((name, measured, quality(data, lines(out), args.task, own)))
        print(f"\n{data}, {args.task}, median of {args.repeat}\n")
        heads = sorted({key for _, _, q in rows for key in q})
        print("| | wall s | CPU s | MB | wall, times ours | " + " | ".join(heads) + (" |" if heads else "") + "\n" + "|---" * (5 + len(heads)) + "|")
        base = rows[0][1][0] if rows[0][1] else float("nan")
        for name, run, q in rows:
            if run is None:
                print(f"| {name} | over {args.limit:.0f} |" + " |" * (3 + len(heads)))
            else:
                print(f"| {name} | {run[0]:.3f} | {run[1]:.3f} | {run[2]:.0f} | {run[0] / base:.1f} | " + " | ".join(f"{q[h]:.3f}" if h in q else "" for h in heads) + " |")


if __name__ == "__main__":
    main()
