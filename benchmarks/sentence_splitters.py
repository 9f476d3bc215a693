"""Sentence splitters beside each other: boundary F1 on news with known sentences, hard cases, and processor time.

    python benchmarks/sentence_splitters.py --data FOLDER

FOLDER holds `basil_2010_2014.jsonl.gz` (BASIL: `paragraphs`, lists of sentences) and `ecbplus_train_dev.jsonl.gz`
(ECB+: `sentences`). Every splitter gets the same paragraphs; a boundary is a sentence end inside a paragraph,
counted in characters that are not white space.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

Splitter = Callable[[str], Sequence[str]]


def splitters() -> dict[str, Splitter]:
    """Every splitter that is installed, by name."""
    import sentencex

    from builder.text.sentences import split

    made: dict[str, Splitter] = {
        "sentencex": lambda text: sentencex.segment("en", text),
        "Digest": lambda text: [span.of(text) for span in split(text)],
    }
    try:
        from syntok import segmenter

        made["syntok"] = lambda text: [
            "".join(token.spacing + token.value for token in sentence)
            for part in segmenter.analyze(text)
            for sentence in part
        ]
    except ImportError:
        pass
    try:
        import pysbd

        english = pysbd.Segmenter(language="en", clean=False)
        made["pysbd"] = english.segment
    except ImportError:
        pass
    return made


def hard_cases() -> list[list[str]]:
    """The cases that are also the test of Digest's own splitter."""
    lines = (ROOT / "tests" / "text" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return [[part.strip() for part in line.split("¦")] for line in lines if line and not line.startswith("#")]


def rows(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def ends(sentences: Sequence[str]) -> set[int]:
    """Sentence ends but the last, in characters that are not white space."""
    found, at = set(), 0
    for sentence in sentences:
        at += len("".join(sentence.split()))
        found.add(at)
    found.discard(at)
    found.discard(0)
    return found


def score(splitter: Splitter, gold: Sequence[Sequence[str]]) -> tuple[float, float, float, int]:
    """Boundary precision, recall and F1, and how many paragraphs are split exactly as in the gold."""
    right = given = wanted = exact = 0
    for sentences in gold:
        want, got = ends(sentences), ends(splitter(" ".join(sentences)))
        right, given, wanted = right + len(want & got), given + len(got), wanted + len(want)
        exact += want == got
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9), exact


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--errors", default="", help="name of a splitter whose errors on the hard cases and BASIL to list"
    )
    arguments = parser.parse_args()
    basil = [p for row in rows(arguments.data / "basil_2010_2014.jsonl.gz") for p in row["paragraphs"]]
    ecb = [row["sentences"] for row in rows(arguments.data / "ecbplus_train_dev.jsonl.gz")]
    articles = [[" ".join(p) for p in row["paragraphs"]] for row in rows(arguments.data / "basil_2010_2014.jsonl.gz")]
    cases = hard_cases()
    print(
        f"| splitter | BASIL P | R | F1 | ECB+ F1 | hard cases ({len(cases)}) | ms an article |\n" + "| --- " * 7 + "|"
    )
    for name, splitter in splitters().items():
        p, r, f, _ = score(splitter, basil)
        ecb_f = score(splitter, ecb)[2]
        exact = score(splitter, cases)[3]
        started = time.process_time()
        for article in articles:
            for paragraph in article:
                splitter(paragraph)
        spent = (time.process_time() - started) / len(articles) * 1000
        print(f"| {name} | {p:.4f} | {r:.4f} | {f:.4f} | {ecb_f:.4f} | {exact} | {spent:.3f} |")
    if arguments.errors:
        list_errors(splitters()[arguments.errors], [*cases, *basil])


def list_errors(splitter: Splitter, gold: Sequence[Sequence[str]]) -> None:
    """Each paragraph that comes out otherwise than in the gold."""
    for sentences in gold:
        got = splitter(" ".join(sentences))
        if ends(sentences) != ends(got):
            print("\ngold", " ¦ ".join(sentences), "\ngot ", " ¦ ".join(part.strip() for part in got))


if __name__ == "__main__":
    main()
