"""Quality, speed and memory of folding beside other near-duplicate tools, in one interleaved run.

usage: python benchmarks/folding.py [CORPUS.jsonl TRUTH.jsonl] [--articles N --seed S] [--rounds R] [--only NAME ...]

CORPUS has lines of `{"url" or "id", "title", "text", "outlet", "published_at"}`, TRUTH lines of `{"url" or "id",
"story"}`; a line of TRUTH may name its `edit`, by which shares are then told. Without files, `newsmaker.py` writes N
articles from a seed. Each tool runs in a process of its own, round after round; articles per CPU second are the median,
imports not counted, texts in memory before the clock starts. What is not installed is left out and said.
Peers: datasketch as its docs show it (`update`, and `generator` with xxhash), rensa, gaoya, text-dedup, datatrove,
SimHash, TF-IDF cosine. text-dedup asks for libraries of its own age: where it lives in another environment,
TEXT_DEDUP_PYTHON names that one's Python.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.newsmaker import Newsroom
from dedupe.evaluate import connected, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Rows = Sequence[dict[str, Any]]

_WORDS = re.compile(r"\w+")
THRESHOLD, PERMUTATIONS, WIDTH = 0.5, 128, 5


def shingles(text: str) -> set[str]:
    """Words in a row, as the docs of the peers make them."""
    words = _WORDS.findall(text.lower())
    return {" ".join(words[at : at + WIDTH]) for at in range(max(1, len(words) - WIDTH + 1))}


def whole(row: dict[str, Any]) -> str:
    """What the peers are given: title and text."""
    return f"{row['title']}\n\n{row['text']}"


def newsfold(rows: Rows) -> dict[str, str]:
    from dedupe.engine import Engine
    from dedupe.memory import MemoryShelf
    from dedupe.recipe import STANDARD
    from dedupe.shingles import Text, fingerprints

    texts = (Text(n, r["name"], r["title"], r["text"], r["outlet"], r["published_at"]) for n, r in enumerate(rows))
    outcome = Engine(STANDARD, MemoryShelf()).fold(fingerprints(texts, STANDARD))
    return {rows[one]["name"]: str(story[0]) for story in outcome.stories for one in story}


def newsfold_in_store(rows: Rows) -> dict[str, str]:
    """From texts to stories that last: saving, full-text index, revisions and folding."""
    from dedupe.fold import fold
    from storage.articles import save_article
    from storage.records import Article
    from storage.store import Store

    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "news.db") as store:
        for at in range(0, len(rows), 500):
            with store.write():
                for r in rows[at : at + 500]:
                    url = r["name"]
                    article = Article(url, url, r["title"], r["text"], r["published_at"], outlet=r["outlet"])
                    save_article(store, article, fetched_at="2026-01-01T00:00:00Z")
        fold(store)
        return {u: str(s) for u, s in store.connection.execute("SELECT url, story_id FROM articles")}


def _linked(rows: Rows, pairs: Iterable[tuple[int, int]]) -> dict[str, str]:
    names = [row["name"] for row in rows]
    return connected(names, ((names[a], names[b]) for a, b in pairs))


def _datasketch(rows: Rows, signatures: Iterable[Any]) -> dict[str, str]:
    from datasketch import MinHashLSH

    index, pairs = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS), []
    kept: list[Any] = []
    for number, signature in enumerate(signatures):
        pairs += [(n, number) for n in index.query(signature) if signature.jaccard(kept[n]) >= THRESHOLD]
        index.insert(number, signature, check_duplication=False)
        kept.append(signature)
    return _linked(rows, pairs)


def datasketch_update(rows: Rows) -> dict[str, str]:
    from datasketch import MinHash

    def sign(text: str) -> Any:
        made = MinHash(num_perm=PERMUTATIONS)
        for shingle in shingles(text):
            made.update(shingle.encode())
        return made

    return _datasketch(rows, (sign(whole(row)) for row in rows))


def datasketch_generator(rows: Rows) -> dict[str, str]:
    from datasketch import MinHash

    sets = ([shingle.encode() for shingle in shingles(whole(row))] for row in rows)
    return _datasketch(
        rows, MinHash.generator(sets, num_perm=PERMUTATIONS, hashfunc=import_module("xxhash").xxh32_intdigest)
    )


def datasketch_compiled(rows: Rows) -> dict[str, str]:
    """Datasketch's index at its best: fed with newsfold's compiled signatures, which are the same."""
    from datasketch import LeanMinHash

    from dedupe.recipe import STANDARD
    from dedupe.shingles import Text, fingerprint
    from dedupe.signature import as_minhash

    made = (fingerprint(Text(n, "", "", whole(row)), STANDARD).signature for n, row in enumerate(rows))
    return _datasketch(rows, (LeanMinHash(as_minhash(signature, STANDARD)) for signature in made))


def rensa(rows: Rows) -> dict[str, str]:
    library = import_module("rensa")

    index = library.RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=32)
    kept: list[Any] = []
    pairs: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        signature = library.RMinHash(PERMUTATIONS, 42)
        signature.update(list(shingles(whole(row))))
        pairs += [(n, number) for n in index.query(signature) if signature.jaccard(kept[n]) >= THRESHOLD]
        index.insert(number, signature)
        kept.append(signature)
    return _linked(rows, pairs)


def gaoya(rows: Rows) -> dict[str, str]:
    library = import_module("gaoya")

    index = library.minhash.MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=25,
        band_size=5,
        analyzer="word",
        lowercase=True,
        ngram_range=(WIDTH, WIDTH),
    )
    pairs: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        pairs += [(n, number) for n in index.query(whole(row))]
        index.insert_document(number, whole(row))
    return _linked(rows, pairs)


def text_dedup(rows: Rows) -> dict[str, str]:
    """Its command line, in a process of its own; what it costs to start and import is paid before and taken off."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, output = Path(folder) / "in.jsonl", Path(folder) / "out"
        corpus.write_text("".join(json.dumps({"text": whole(row)}) + "\n" for row in rows), encoding="utf-8")
        places = {"--path": "json", "--data_files": corpus, "--output": output, "--cache_dir": Path(folder) / "cache"}
        asked = {"--split": "train", "--column": "text", "--ngram": WIDTH, "--threshold": THRESHOLD}
        options = {**places, **asked, "--num_perm": PERMUTATIONS, "--num_proc": 1}
        words = [str(word) for option in options.items() for word in option]
        offline = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": folder}
        command = [_other_python(), "-m", "text_dedup.minhash", *words, "--debug"]
        subprocess.run(command, env=offline, capture_output=True, check=True)
        told = subprocess.run(
            [_other_python(), "-c", _TELL, output / "uf.pkl"], capture_output=True, text=True, check=True
        )
        return _linked(rows, json.loads(told.stdout))


def _other_python() -> str:
    return os.environ.get("TEXT_DEDUP_PYTHON", sys.executable)


_TELL = """import json, pickle, sys
found = pickle.load(open(sys.argv[1], "rb"))
parents = found if isinstance(found, dict) else found.parent
print(json.dumps([[int(one), int(other)] for one, other in parents.items()]))"""


def datatrove(rows: Rows) -> dict[str, str]:
    """Its four steps up to the clusters, 14 buckets of 8 hashes, as its own example has them."""
    import_module("loguru").logger.remove()
    dedup, executor = import_module("datatrove.pipeline.dedup"), import_module("datatrove.executor")
    config = import_module("datatrove.pipeline.dedup.minhash").MinhashConfig(
        hash_config=import_module("datatrove.utils.hashing").HashConfig(precision=64),
        num_buckets=14,
        hashes_per_bucket=8,
        n_grams=WIDTH,
    )
    document = import_module("datatrove.data").Document

    def read(*_: object, **__: object) -> Iterable[Any]:
        yield from (document(text=whole(row), id=str(number)) for number, row in enumerate(rows))

    with tempfile.TemporaryDirectory() as folder:
        signed, paired, grouped = (f"{folder}/{step}" for step in ("signed", "paired", "grouped"))
        steps = (
            (1, [read, dedup.MinhashDedupSignature(output_folder=signed, config=config, language="eng")]),
            (14, [dedup.MinhashDedupBuckets(input_folder=signed, output_folder=paired, config=config)]),
            (1, [dedup.MinhashDedupCluster(paired, grouped, config=config, save_cluster_id=True)]),
        )
        for number, (tasks, pipeline) in enumerate(steps):
            logs = f"{folder}/logs{number}"
            executor.LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=1, logging_dir=logs).run()
        files = Path(grouped).rglob("*.clusters")
        members = [pair for file in files for pair in struct.iter_unpack("<II", file.read_bytes())]
    firsts: dict[int, int] = {}
    return _linked(rows, ((firsts.setdefault(cluster, one), one) for one, cluster in members))


def simhash(rows: Rows) -> dict[str, str]:
    library = import_module("simhash")
    index, pairs = library.SimhashIndex([], f=64, k=6), []
    for number, row in enumerate(rows):
        signature = library.Simhash(list(shingles(whole(row))))
        pairs += [(int(n), number) for n in index.get_near_dups(signature)]
        index.add(str(number), signature)
    return _linked(rows, pairs)


def tfidf(rows: Rows) -> dict[str, str]:
    features, products = import_module("sklearn.feature_extraction.text"), import_module("sparse_dot_topn")
    vectors = features.TfidfVectorizer(token_pattern=r"\w+", sublinear_tf=True, min_df=2, max_df=0.05, dtype="float32")
    weighed = vectors.fit_transform(map(whole, rows)).tocsr()
    near = products.sp_matmul_topn(weighed, weighed.T.tocsr(), top_n=30, threshold=0.8, n_threads=1).tocoo()
    return _linked(rows, ((int(a), int(b)) for a, b in zip(near.row, near.col, strict=True) if a < b))


TOOLS: dict[str, tuple[Callable[[Rows], dict[str, str]], tuple[str, ...]]] = {
    "newsfold": (newsfold, ()),
    "newsfold in its store": (newsfold_in_store, ()),
    "datasketch, update": (datasketch_update, ("datasketch",)),
    "datasketch, generator": (datasketch_generator, ("datasketch", "xxhash")),
    "datasketch, compiled": (datasketch_compiled, ("datasketch",)),
    "rensa": (rensa, ("rensa",)),
    "gaoya": (gaoya, ("gaoya",)),
    "text-dedup": (text_dedup, ()),
    "datatrove": (datatrove, ("datatrove.pipeline.dedup", "datatrove.executor", "spacy")),
    "SimHash": (simhash, ("simhash",)),
    "TF-IDF cosine": (tfidf, ("sklearn", "sparse_dot_topn")),
}


def load(corpus: Path) -> list[dict[str, Any]]:
    rows = []
    with corpus.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            facts = {"published_at": row.get("published_at") or row.get("published"), "outlet": row.get("outlet", "")}
            rows.append({"name": row.get("url") or row["id"], "id": row.get("id"), **row, **facts})
    return rows


def run_one(tool: str, corpus: Path, output: Path) -> None:
    """Run one tool in this process and write what it found, and what that took."""
    rows = load(corpus)
    run, modules = TOOLS[tool]
    for module in (*modules, "numpy", "numpy.random", "dedupe.engine", "dedupe.memory"):
        import_module(module)
    begin = _spent()
    if run is text_dedup:
        subprocess.run([_other_python(), "-m", "text_dedup.minhash", "--help"], capture_output=True, check=True)
    start, memory = _spent(), _peak()
    found = run(rows)
    cost = _spent() - start - (start - begin)  # what starting a process took is no part of the work
    peak = _peak()
    output.write_text(json.dumps({"cpu": cost, "mb": (peak - memory) / 1024, "found": found}), encoding="utf-8")


def _spent() -> float:
    """CPU seconds of this process and of those that it waited for."""
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def _peak() -> int:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def make(folder: Path, articles: int, seed: int) -> tuple[Path, Path]:
    corpus, truth = folder / "corpus.jsonl", folder / "truth.jsonl"
    reports = Newsroom(seed, outlets=200).corpus(articles)
    with corpus.open("w", encoding="utf-8") as news, truth.open("w", encoding="utf-8") as labels:
        for r in reports:
            facts = {"url": r.url, "title": r.title, "text": r.text, "outlet": r.outlet, "published_at": r.published_at}
            news.write(json.dumps(facts) + "\n")
            labels.write(json.dumps({"url": r.url, "story": r.story, "edit": r.edit}) + "\n")
    return corpus, truth


def by_edit(labels: Sequence[dict[str, Any]], found: dict[str, str]) -> str:
    """For each kind of edit, the share of articles that are with another of their story, and with one of another."""
    stories, homes = defaultdict(set), defaultdict(set)
    for label in labels:
        stories[label["story"]].add(label["name"])
        homes[found[label["name"]]].add(label["name"])
    shares: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label in labels:
        mates, home = stories[label["story"]] - {label["name"]}, homes[found[label["name"]]] - {label["name"]}
        share = shares[label.get("edit", "?")]
        share["mates"] += bool(mates)
        share["right"] += bool(mates & home)
        share["wrong"] += bool(home - mates)
        share["all"] += 1
    told = (
        f"{edit} {share['right'] / share['mates'] if share['mates'] else 1:.3f}/{share['wrong'] / share['all']:.3f}"
        for edit, share in sorted(shares.items())
    )
    return "  with its story / with strangers: " + ", ".join(told)


def compare(corpus: Path, truth: Path, rounds: int, only: Sequence[str], *, details: bool) -> None:
    """Run every tool in turn, and print the table."""
    with truth.open(encoding="utf-8") as file:
        labels = [json.loads(line) for line in file]
    names = {row["id"]: row["name"] for row in load(corpus)}
    for label in labels:
        label["name"] = label.get("url") or names[label["id"]]
    stories = {label["name"]: label["story"] for label in labels}
    costs: defaultdict[str, list[float]] = defaultdict(list)
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "found.json"
        for _ in range(rounds):
            for tool in only or TOOLS:
                command = [sys.executable, __file__, str(corpus), "--run", tool, "--output", str(output)]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    print(f"{tool}: left out ({done.stderr.strip().splitlines()[-1]})")
                    continue
                results[tool] = json.loads(output.read_text(encoding="utf-8"))
                costs[tool].append(results[tool]["cpu"])
    print(f"{len(labels)} articles\n{'':24} a CPU s      MB   pair F1  B-cubed      ARI  largest")
    for tool, result in results.items():
        scores, speed = score(stories, result["found"]), len(labels) / statistics.median(costs[tool])
        print(
            f"{tool:24}{speed:8.0f}{result['mb']:8.0f}{scores.pair_f1:10.4f}{scores.b_cubed_f1:9.4f}"
            f"{scores.adjusted_rand_index:9.4f}{scores.largest_story:9}"
        )
        if details:
            print(by_edit(labels, result["found"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("truth", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], choices=list(TOOLS))
    parser.add_argument("--details", action="store_true", help="shares by kind of edit")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        run_one(asked.run, asked.corpus, asked.output)
    elif asked.corpus and asked.truth:
        compare(asked.corpus, asked.truth, asked.rounds, asked.only, details=asked.details)
    elif asked.corpus:
        parser.error("a corpus needs its truth")
    else:
        with tempfile.TemporaryDirectory() as folder:
            corpus, truth = make(Path(folder), asked.articles, asked.seed)
            compare(corpus, truth, asked.rounds, asked.only, details=asked.details)


if __name__ == "__main__":
    main()
