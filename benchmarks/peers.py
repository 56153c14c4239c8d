"""What benchmarks/folding.py runs: newsfold, and the near-duplicate tools that it is measured beside.

Each takes rows of `{"name", "title", "text", "outlet", "published_at"}` and gives, for every name, the group it is in.
"""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedupe.evaluate import connected

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


def start_text_dedup() -> None:
    """Start its process and end it, for what that costs."""
    subprocess.run([_other_python(), "-m", "text_dedup.minhash", "--help"], capture_output=True, check=True)


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


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool is run, the modules that it needs, and what it takes to start it, which is no part of its work."""

    run: Callable[[Rows], dict[str, str]]
    modules: tuple[str, ...] = ()
    start: Callable[[], None] = _nothing


TOOLS = {
    "newsfold": Tool(newsfold),
    "newsfold in its store": Tool(newsfold_in_store),
    "datasketch, update": Tool(datasketch_update, ("datasketch",)),
    "datasketch, generator": Tool(datasketch_generator, ("datasketch", "xxhash")),
    "datasketch, compiled": Tool(datasketch_compiled, ("datasketch",)),
    "rensa": Tool(rensa, ("rensa",)),
    "gaoya": Tool(gaoya, ("gaoya",)),
    "text-dedup": Tool(text_dedup, start=start_text_dedup),
    "datatrove": Tool(datatrove, ("datatrove.pipeline.dedup", "datatrove.executor", "spacy")),
    "SimHash": Tool(simhash, ("simhash",)),
    "TF-IDF cosine": Tool(tfidf, ("sklearn", "sparse_dot_topn")),
}
