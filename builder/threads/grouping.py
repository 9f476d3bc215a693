"""Articles -> groups that report one story. Imports numpy, scipy and FAISS: not for a build where nothing is new."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.config import ThreadsSection
from builder.model import Article
from builder.threads.echoes import find_echoes
from builder.threads.features import Features, Floats, Ints, apart, make_features, near, one_language, want_of_words
from builder.threads.linkage import Linkage, link
from builder.threads.neighbours import find_neighbours
from builder.threads.terms import Terms, article_terms
from builder.threads.ties import centralities, make_joints, make_ties
from builder.threads.tuning import DEFAULT, Tuning, threshold
from builder.threads.types import Grouping


class Evidence(msgspec.Struct, frozen=True):
    """Everything that decides: articles in order of id, and what each pair of candidates speaks for.

    `offset` is what each article's crowd takes off (half of it from each side of a pair); `parts` are a
    pair's similarity by meaning and by words, `score` both, less offsets and time.
    """

    articles: tuple[Article, ...]
    features: Features
    offset: Floats
    left: Ints
    right: Ints
    parts: tuple[Floats, Floats]
    score: Floats
    stop: float
    tuning: Tuning


def group(
    articles: Sequence[Article],
    vectors: NDArray[np.float32] | None,
    settings: ThreadsSection,
    terms: Sequence[Terms] | None = None,
    tuning: Tuning = DEFAULT,
) -> Grouping:
    """Group `articles` by story; an article alone is a group of one.

    `vectors` holds a unit row for each article (of `terms.thread_text`), or is None to go by words alone; `terms`
    are `article_terms` of each where they are at hand. The result does not depend on the order of the articles.
    """
    if not articles:
        return Grouping(())
    evidence = gather(articles, vectors, settings, terms, tuning)
    linkage = link_all(evidence)
    ordered, features, offset, stop = evidence.articles, evidence.features, evidence.offset, evidence.stop
    # Of 100,000 articles these hold half a gigabyte, which goes where the caller does not keep them.
    del evidence, vectors, terms
    rows = linkage.groups
    ids = [article.id for article in ordered]
    return Grouping(
        groups=tuple(tuple(ids[row] for row in members) for members in rows),
        ties=make_ties(ordered, features, rows),
        centrality=tuple((ids[row], value) for row, value in centralities(features, rows)),
        joints=make_joints(ids, linkage, stop),
        echoes=find_echoes(ordered, features, offset, rows),
    )


def gather(
    articles: Sequence[Article],
    vectors: NDArray[np.float32] | None,
    settings: ThreadsSection,
    terms: Sequence[Terms] | None = None,
    tuning: Tuning = DEFAULT,
) -> Evidence:
    """Features, candidates and scores of `articles`, which must not be empty."""
    order = sorted(range(len(articles)), key=lambda index: articles[index].id)
    ordered = tuple(articles[index] for index in order)
    counted = [terms[index] for index in order] if terms is not None else [article_terms(a) for a in ordered]
    languages = _languages(counted, settings)
    if languages.any():
        more = tuning.threshold + tuning.threshold_across
        tuning = msgspec.structs.replace(tuning, meaning=tuning.meaning_across, threshold=more)
    features = make_features(ordered, vectors[order] if vectors is not None else None, counted, tuning)
    features = msgspec.structs.replace(features, languages=languages)
    around = find_neighbours(features, settings.window_days, tuning)
    offset = tuning.crowd * around.crowd * features.trust
    meaning, words = near(features, around.left, around.right)
    score = meaning + words - (offset[around.left] + offset[around.right]) / 2
    score -= apart(features.days, around.left, around.right, tuning)
    score -= want_of_words(words, tuning, one_language(features, around.left, around.right))
    stop = threshold(settings, tuning)
    return Evidence(ordered, features, offset, around.left, around.right, (meaning, words), score, stop, tuning)


def _languages(terms: Sequence[Terms], settings: ThreadsSection) -> Ints:
    """The number of each article's language; all 0 where reports in different languages are not compared by meaning.

    An article whose language is not plain counts as one in the commonest.
    """
    found = [row.language for row in terms]
    names = sorted(set(found) - {""}, key=lambda name: (-found.count(name), name))
    if settings.languages != "together" or len(names) < 2:
        return np.zeros(len(terms), dtype=np.int64)
    return np.array([names.index(name) if name else 0 for name in found], dtype=np.int64)


def link_all(evidence: Evidence) -> Linkage:
    """The rows of `evidence.articles` by story, and the steps by which they came together."""
    keep = evidence.score >= evidence.stop - evidence.tuning.margin
    meaning, words = evidence.parts
    pairs = (evidence.left[keep], evidence.right[keep], evidence.score[keep])
    near = (meaning[keep], words[keep])
    return link(evidence.features, *pairs, evidence.offset, evidence.stop, evidence.tuning, near)
