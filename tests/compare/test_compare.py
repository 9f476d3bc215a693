"""The whole of a small story: claims, what only one says, copies, origins and K, each exactly."""

import subprocess
import sys

import msgspec
import numpy as np
import pytest

from builder.compare import compare_thread
from builder.model import Comparison
from tests.compare import bridge
from tests.compare.make import article
from tests.compare.vectors import compare, thread


@pytest.fixture(scope="module")
def story() -> Comparison:
    return compare(bridge.ALL, bridge.SOURCES)


def test_claims_are_verbatim_sentences_of_several_sources(story: Comparison) -> None:
    said = {frozenset((s.article_id, s.index) for s in claim.sentences) for claim in story.claims}
    assert frozenset({("a-norwire", 0), ("b-bell", 0), ("c-gazette", 0), ("d-radio", 0)}) in said
    assert frozenset({("a-norwire", 2), ("b-bell", 2), ("c-gazette", 1)}) in said
    assert frozenset({("a-norwire", 1), ("b-bell", 1)}) in said
    assert len(said) == 3
    texts = {a.id: a.text for a in bridge.ALL}
    assert all(s.span.of(texts[s.article_id]) == s.text for claim in story.claims for s in claim.sentences)


def test_the_claim_with_most_independent_sources_comes_first(story: Comparison) -> None:
    assert {s.article_id for s in story.claims[0].sentences} == {"a-norwire", "b-bell", "c-gazette", "d-radio"}


def test_only_here(story: Comparison) -> None:
    alone = {(s.article_id, s.index) for s in story.only_here}
    assert alone == {("a-norwire", 3), ("c-gazette", 2), ("c-gazette", 3), ("d-radio", 1), ("d-radio", 2)}


def test_provenance_and_independence(story: Comparison) -> None:
    known = {p.article_id: p for p in story.provenance}
    assert known["a-norwire"].relation == "own"
    assert (known["b-bell"].relation, known["b-bell"].copy_of) == ("trimmed-copy", "a-norwire")
    assert known["b-bell"].overlap == 1.0
    assert [o.article_id for o in known["b-bell"].origins] == ["a-norwire"]
    assert known["c-gazette"].relation == "own"
    assert [(o.key, o.kind, o.name, o.article_id) for o in known["d-radio"].origins] == [
        ("bridgemonthly", "outlet", "Bridge Monthly", ""),
        ("unnamed-sources", "unnamed-sources", "People familiar with", ""),
    ]
    assert story.independent == 3


def test_a_claim_keeps_its_id_when_a_later_source_says_it_too(story: Comparison) -> None:
    fewer = compare(bridge.ALL[:3], bridge.SOURCES)
    assert {claim.id for claim in fewer.claims} == {claim.id for claim in story.claims}


def test_vectors_of_another_machine_give_the_same_bytes(story: Comparison) -> None:
    from builder.compare import sentences_to_embed
    from tests.compare.vectors import vectors

    made = vectors([s.text for s in sentences_to_embed(bridge.ALL)])
    noisy = made + np.random.default_rng(1).normal(0, 1e-8, made.shape).astype(np.float32)
    again = compare_thread(thread(bridge.ALL), bridge.ALL, bridge.SOURCES, noisy)
    assert msgspec.json.encode(again) == msgspec.json.encode(story)


def test_one_source_has_quotes_but_no_claims() -> None:
    result = compare([bridge.GAZETTE], bridge.SOURCES)
    assert result.claims == result.only_here == ()
    assert result.quotes
    assert result.provenance[0].relation == "own"
    assert len(result.transparency) == 1
    assert result.independent == 1


def test_empty_and_mismatched_input() -> None:
    bare = [article("x", "one"), article("y", "two", "Short.")]
    assert compare(bare).claims == ()
    with pytest.raises(ValueError, match="vectors for"):
        compare_thread(thread(bridge.ALL), bridge.ALL, bridge.SOURCES, np.zeros((2, 8), np.float32))


def test_numpy_is_not_loaded_for_single_sources() -> None:
    code = (
        "import sys\n"
        "from builder.compare import COMPARE_VERSION, compare_thread, sentences_to_embed\n"
        "from tests.compare.make import article\n"
        "from builder.model import Thread\n"
        "one = article('a', 's', 'The harbour office closed its doors for good on Friday, said Jo Lee.')\n"
        "assert sentences_to_embed([one])\n"
        "compare_thread(Thread(id='t', slug='t', title='', title_from='', article_ids=('a',)), [one], [], ())\n"
        "heavy = {'numpy', 'scipy', 'faiss', 'torch'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
