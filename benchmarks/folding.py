"""Quality, speed and memory of folding beside other near-duplicate tools, in one interleaved run.

usage: python benchmarks/folding.py [CORPUS.jsonl TRUTH.jsonl] [--articles N --seed S] [--rounds R] [--only NAME ...]

CORPUS has lines of `{"url" or "id", "title", "text", "outlet", "published_at"}`, TRUTH lines of `{"url" or "id",
"story"}`; a line of TRUTH may name its `edit`, by which shares are then told. Without files, `newsmaker.py` writes N
articles from a seed. `--script` writes the corpus in another script first (`scripts.py`). Each tool runs in a process
of its own, round after round; articles per CPU second are the median, imports not counted, texts in memory before the
clock starts. What is not installed is left out and said.
Peers: datasketch as its docs show it (`update`, and `generator` with xxhash), rensa, gaoya, text-dedup, datatrove,
SimHash, TF-IDF cosine. text-dedup asks for libraries of its own age: where it lives in another environment,
TEXT_DEDUP_PYTHON names that one's Python.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.newsmaker import Newsroom
from benchmarks.peers import TOOLS
from benchmarks.scripts import SCRIPTS
from dedupe.evaluate import score

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    chosen = TOOLS[tool]
    for module in (*chosen.modules, "numpy", "numpy.random", "dedupe.engine", "dedupe.memory"):
        import_module(module)
    rows = load(corpus)  # after the imports: threads that a library starts spin for a while before they sleep
    begin = _spent()
    chosen.start()
    start, memory = _spent(), _peak()
    found = chosen.run(rows)
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


def rewrite(corpus: Path, folder: Path, script: str) -> Path:
    """The corpus in another script; without a script, itself."""
    if not script:
        return corpus
    written = folder / "written.jsonl"
    with corpus.open(encoding="utf-8") as file, written.open("w", encoding="utf-8") as out:
        for line in file:
            row = json.loads(line)
            row |= {field: SCRIPTS[script](row[field]) for field in ("title", "text")}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return written


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
    parser.add_argument("--script", choices=list(SCRIPTS), help="the corpus in another script")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        run_one(asked.run, asked.corpus, asked.output)
        return
    if asked.corpus and not asked.truth:
        parser.error("a corpus needs its truth")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus, truth = (asked.corpus, asked.truth) if asked.corpus else make(folder, asked.articles, asked.seed)
        corpus = rewrite(corpus, folder, asked.script)
        compare(corpus, truth, asked.rounds, asked.only, details=asked.details)


if __name__ == "__main__":
    main()
