"""Digest's embedding beside plain `SentenceTransformer.encode`, in one run, on the same texts.

Run `python benchmarks/embedding_speed.py --data FOLDER [--texts 400] [--rounds 3] [--threads N] [--cpu]`. Rounds are
interleaved, so that a busy machine is equally unfair to all; on a very busy one take `--threads 1 --cpu`, which counts
processor seconds. Printed for each: texts a second (median of the rounds), how many times plain float32 that is, and
the smallest cosine to the float32 vectors. Then: do vectors depend on their company?
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from builder.config import EmbeddingSection
from builder.embedding import open_embedder
from builder.embedding.models import embedded_folder, native_bfloat16
from builder.model import Article
from builder.text.sentences import split
from builder.threads.terms import thread_text

Encode = Callable[[list[str]], np.ndarray]


def texts(data: Path, count: int) -> dict[str, list[str]]:
    """Three kinds of text that a build embeds or could embed."""
    with gzip.open(data / "allsides_2016_2018.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:count]
    made = [
        Article(id="", path="", address="", digest="", source_id="", title=r["title"], text=r["text"]) for r in rows
    ]
    sentences = [span.of(paragraph) for r in rows for paragraph in r["text"].split("\n\n") for span in split(paragraph)]
    return {
        "titles": [one.title for one in made],
        "sentences": sentences[: 3 * count],
        "title and opening": [thread_text(one) for one in made],
    }


def contenders() -> dict[str, Encode]:
    """Name -> encoder, plain float32 first."""
    import torch
    from sentence_transformers import SentenceTransformer

    folder = str(embedded_folder())
    plain = SentenceTransformer(folder, device="cpu")
    half = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": torch.bfloat16})
    found: dict[str, Encode] = {
        "plain encode, float32": lambda t: np.asarray(plain.encode(t, normalize_embeddings=True)),
        "plain encode, bfloat16": lambda t: np.asarray(half.encode(t, normalize_embeddings=True), dtype=np.float32),
        "Digest, float32": open_embedder(EmbeddingSection(precision="float32"), Path.cwd()).encode,
        "Digest, bfloat16": open_embedder(EmbeddingSection(precision="bfloat16"), Path.cwd()).encode,
    }
    return found


def race(kind: str, batch: list[str], encoders: dict[str, Encode], rounds: int, clock: Callable[[], float]) -> None:
    """Print one row a contender."""
    seconds: dict[str, list[float]] = {name: [] for name in encoders}
    vectors: dict[str, np.ndarray] = {}
    for encode in encoders.values():
        encode(batch[:32])
    for _ in range(rounds):
        for name, encode in encoders.items():
            start = clock()
            vectors[name] = encode(batch)
            seconds[name].append(clock() - start)
    first = next(iter(encoders))
    words = statistics.mean(len(text.split()) for text in batch)
    print(f"{kind}: {len(batch)} texts of {words:.0f} words")
    for name, taken in seconds.items():
        ratio = statistics.median(seconds[first]) / statistics.median(taken)
        cosine = float((vectors[first] * vectors[name]).sum(axis=1).min())
        print(
            f"  {name:24s} {len(batch) / statistics.median(taken):7.0f}/s {ratio:5.2f} x   smallest cosine {cosine:.5f}"
        )


def company(batch: list[str], encode: Encode) -> None:
    """Print the largest difference of any component when the same texts come in other batches and threads."""
    import torch

    reference = encode(batch)
    generator = np.random.default_rng(0)
    trials = {"reversed": np.arange(len(batch))[::-1], "shuffled": generator.permutation(len(batch))}
    trials |= {f"any {size}": generator.permutation(len(batch))[:size] for size in (1, 7, 50)}
    for name, order in trials.items():
        got = encode([batch[index] for index in order])
        print(f"  {name:12s} largest difference {np.abs(got - reference[order]).max():.1e}")
    threads = torch.get_num_threads()
    for count in sorted({1, 2, threads}):
        torch.set_num_threads(count)
        print(f"  {count} threads    largest difference {np.abs(encode(batch) - reference).max():.1e}")
    torch.set_num_threads(threads)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--cpu", action="store_true")
    arguments = parser.parse_args()
    encoders = contenders()
    import torch

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    clock = time.process_time if arguments.cpu else time.perf_counter
    print(f"native bfloat16: {native_bfloat16()}, threads: {torch.get_num_threads()}, clock: {clock.__name__}")
    kinds = texts(arguments.data, arguments.texts)
    for kind, batch in kinds.items():
        race(kind, batch, encoders, arguments.rounds, clock)
    for name in ("Digest, bfloat16", "Digest, float32", "plain encode, bfloat16"):
        print(f"company, {name}")
        company(kinds["title and opening"][:150] + kinds["titles"][:150], encoders[name])


if __name__ == "__main__":
    main()
