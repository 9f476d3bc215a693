"""A query and an index -> stories, in the builder itself: the terminal's search.

It answers as the reader's engine does (docs/explanation/search.md, "How a query is answered"), with three differences:
the stemmer is at hand, so a form that stands nowhere finds the others of its root; the model's own vectors tell what is
near in meaning, to every story that words found; and words are whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.search import varint
from builder.search.documents import Document, day_of
from builder.search.fields import LEVELS
from builder.search.fusing import Hit, fused, weighed
from builder.search.fusion import MEANING_WEIGHT
from builder.search.opened import OpenIndex, Postings
from builder.search.query import FilterItem, Item, PhraseItem, Query, WordItem
from builder.search.text import folded_name

Order = Literal["relevance", "newest", "sources"]

NEAREST = 256
"""Stories nearest in meaning that are looked at: about what the reader's engine fetches where words say little."""
RELEVANT = 2 / 3
"""The same in other orders than that of relevance: a list by date is no place for stories that hardly fit."""

Near = Callable[[str, NDArray[np.int64]], Mapping[int, float]]
"""(words, stories that they found) -> cosine of these stories and of those nearest in meaning."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`hits` in the order asked for.

    `corrected` are words typed and used, `unknown` words that no story has, `weights` what each root of the query
    tells; `asked` whether words were asked for, so that there is a relevance.
    """

    hits: tuple[Hit, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    weights: Mapping[str, float]
    asked: bool = False


class Asker:
    """Answers queries about one site."""

    def __init__(
        self, index: OpenIndex, documents: Sequence[Document], zone: ZoneInfo, weight: float = MEANING_WEIGHT
    ) -> None:
        """`documents` are those of the index, by number; `weight` is what a cosine counts."""
        self._index = index
        self._weight = weight
        self._documents = documents
        self._zone = zone

    def ask(self, query: Query, order: Order, near: Near | None, known: Callable[[str], bool]) -> Answer:
        """The stories that answer. Without `near`, by words alone; a word that is `known` is no misspelling."""
        found = self._answer(query, order, near, known)
        if not found.hits and found.unknown:
            # A word that is none of this site's is taken as it is, unless nothing comes of it.
            again = self._answer(query, order, near, lambda word: False)
            return again if again.hits else found
        return found

    def _answer(self, query: Query, order: Order, near: Near | None, known: Callable[[str], bool]) -> Answer:
        plan = _Plan(self._index, len(self._documents), query, known)
        allowed = self._allowed(query, plan)
        if not plan.asked:
            # Of stop words alone there is nothing to be had; a filter alone gives all that pass it.
            strict = query.without or any(map(_is_strict, query.clauses))
            every = np.flatnonzero(allowed).tolist() if strict else []
            hits = [Hit(number, 0.0, 0.0, "words") for number in every]
            return self._told(plan, hits, "newest" if order == "relevance" else order)
        score, share, told = plan.scores(query)
        having = np.flatnonzero(score)
        cosines = near(" ".join(plan.words), having) if near and plan.words else {}
        if cosines:
            score = weighed(score, share, told)
        if any(_is_mixed(clause) for clause in query.clauses):
            share = np.where(allowed & (score == 0), 1.0, share)
            having = np.flatnonzero(share)
        cosines = {number: cosine for number, cosine in cosines.items() if allowed[number]}
        hits = fused(having[allowed[having]], score, share, cosines, self._weight)
        if order != "relevance":
            best = max((hit.share for hit in hits), default=0.0)
            hits = [hit for hit in hits if hit.share >= RELEVANT * best]
        return self._told(plan, hits, order)

    def _told(self, plan: _Plan, hits: list[Hit], order: Order) -> Answer:
        return Answer(
            hits=self._ordered(hits, order),
            corrected=tuple(plan.corrected),
            unknown=tuple(dict.fromkeys(plan.unknown)),
            weights=plan.weights,
            asked=plan.asked,
        )

    def _ordered(self, hits: list[Hit], order: Order) -> tuple[Hit, ...]:
        """Newest first is how equals of any order stand; undated ones come last."""
        if order == "relevance":
            return tuple(sorted(hits, key=lambda hit: (-hit.score, -hit.number)))

        def newest(hit: Hit) -> tuple[int, int]:
            last = day_of(self._documents[hit.number].thread.last, self._zone)
            return (-last.toordinal() if last else 0, -hit.number)

        if order == "newest":
            return tuple(sorted(hits, key=newest))

        def sources(hit: Hit) -> tuple[float, ...]:
            return (-self._documents[hit.number].comparison.independent, -hit.score, *newest(hit))

        return tuple(sorted(hits, key=sources))

    def _allowed(self, query: Query, plan: _Plan) -> NDArray[np.bool_]:
        """Which stories have what they must and nothing of what they must not."""
        allowed = np.ones(len(self._documents), dtype=np.bool_)
        for clause in filter(_is_strict, query.clauses):
            having = np.zeros_like(allowed)
            for item in clause:
                having |= self._having(item, plan)
            allowed &= having
        for item in query.without:
            allowed &= ~self._having(item, plan)
        return allowed

    def _having(self, item: Item, plan: _Plan) -> NDArray[np.bool_]:
        having = np.zeros(len(self._documents), dtype=np.bool_)
        if isinstance(item, FilterItem):
            test = self._test(item)
            having[:] = [test(document) for document in self._documents]
        elif isinstance(item, PhraseItem):
            having[plan.stories_of(item)] = True
        elif (found := plan.of(item)) is not None:
            having[found.lists.document] = True
        return having

    def _test(self, item: FilterItem) -> Callable[[Document], bool]:
        if item.kind == "source":
            sources = _matching({pair for document in self._documents for pair in document.sources}, item.value)
            return lambda document: any(source in sources for source, _ in document.sources)
        if item.kind == "tag":
            tags = _matching({(tag, tag) for document in self._documents for tag in document.tags}, item.value)
            return lambda document: any(tag in tags for tag in document.tags)
        if item.kind == "has":
            return lambda document: bool(document.comparison.tensions)

        def timely(document: Document) -> bool:
            first, last = (day_of(day, self._zone) for day in (document.thread.first, document.thread.last))
            if first is None or last is None:
                return False
            return last.isoformat() >= item.value if item.kind == "after" else first.isoformat() <= item.value

        return timely


class _Plan:
    """A query's words and the stories that have them."""

    def __init__(self, index: OpenIndex, documents: int, query: Query, known: Callable[[str], bool]) -> None:
        self._index = index
        self._documents = documents
        self._found: dict[str, Postings | None] = {}
        self.asked = False
        self.words: list[str] = []
        self.corrected: list[tuple[str, str]] = []
        self.unknown: list[str] = []
        self.weights: dict[str, float] = {}
        for clause in query.clauses:
            for item in clause:
                self._take(item, known)
        for item in query.without:
            if isinstance(item, WordItem) and item.word not in index.stop:
                self._found.setdefault(item.word, index.find(item.word))

    def of(self, item: WordItem) -> Postings | None:
        """The stories of a word, or of what it was corrected to; None where it says nothing."""
        return self._found.get(item.word)

    def weight(self, found: Postings | None) -> float:
        """How much a word tells: its inverse document frequency."""
        df = len(found.lists.document) if found else 0
        return math.log(1 + (self._documents - df + 0.5) / (df + 0.5))

    def scores(self, query: Query) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """By story: the sum of what its words tell, 0 to 1, and how much of what the query tells it has, 0 to 1.

        Then how much the query tells. Every word of a phrase counts, of words joined by OR the best; words that no
        story has tell something too.
        """
        score, share = np.zeros(self._documents), np.zeros(self._documents)
        told = 0.0
        for clause in query.clauses:
            phrases = [item for item in clause if isinstance(item, PhraseItem)]
            groups = [[self._found[word]] for item in phrases for word in item.phrase if self._found.get(word)]
            words = [self._found.get(item.word) for item in clause if isinstance(item, WordItem)]
            for group in (*groups, words):
                parts = [found for found in group if found is not None]
                if not parts:
                    told += self.weight(None) if self._lacks(clause) else 0.0
                    continue
                best = np.zeros(self._documents)
                for found in parts:
                    values = found.lists.impact * self.weight(found)
                    best[found.lists.document] = np.maximum(best[found.lists.document], values)
                weight = max(map(self.weight, parts))
                told += weight
                score += best
                share[best > 0] += weight
        return (score / (LEVELS * told), share / told, told) if told else (score, share, told)

    def _lacks(self, clause: tuple[Item, ...]) -> bool:
        """Whether a clause is of words that no story has; one that is still being typed may yet become another."""
        words = [item for item in clause if isinstance(item, WordItem)]
        unknown = any(item.word in self.unknown and not item.prefix for item in words)
        return unknown and len(words) == len(clause)

    def stories_of(self, item: PhraseItem) -> list[int]:
        """The stories in which the words of a phrase stand in order; stop words stand for any word."""
        slots = [(offset, word) for offset, word in enumerate(item.phrase) if word and word not in self._index.stop]
        found = [(offset, self._index.find(word)) for offset, word in slots]
        lists = [(offset, one.lists) for offset, one in found if one is not None]
        if not lists or len(lists) < len(found):
            return []
        starts: dict[int, set[int]] | None = None
        for offset, one in lists:
            rows = enumerate(one.document.tolist())
            here = {
                number: {place - offset for place in _places(one.places[row])}
                for row, number in rows
                if starts is None or number in starts
            }
            kept = here if starts is None else {number: starts[number] & here[number] for number in here}
            starts = {number: places for number, places in kept.items() if places or len(lists) == 1}
        return list(starts or ())

    def _take(self, item: Item, known: Callable[[str], bool]) -> None:
        if isinstance(item, PhraseItem):
            for word in item.phrase:
                if word and word not in self._index.stop:
                    self.asked = True
                    self._look_up(word)
                    if self._found[word] is None:
                        self.unknown.append(word)
        elif isinstance(item, WordItem):
            if item.word in self._index.stop:
                self.words.append(item.word)  # The model reads whole sentences.
                return
            self.asked = True
            self._look_up(item.word)
            if self._found[item.word] is None:
                self._correct(item.word, known)
            self.words.append(dict(self.corrected).get(item.word, item.word))

    def _correct(self, word: str, known: Callable[[str], bool]) -> None:
        meant = "" if known(word) else self._index.nearest(word)
        if not meant:
            self.unknown.append(word)
            return
        self.corrected.append((word, meant))
        self._look_up(meant)
        self._found[word] = self._found[meant]

    def _look_up(self, word: str) -> None:
        if word not in self._found:
            self._found[word] = self._index.find(word)
        if found := self._found[word]:
            self.weights[found.root] = self.weight(found)


def nearest(rows: NDArray[np.float32], vector: NDArray[np.float32], also: NDArray[np.int64]) -> dict[int, float]:
    """Cosines of the `NEAREST` stories and of `also`; `rows` are stories' unit vectors, `vector` the query's."""
    import faiss

    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(np.ascontiguousarray(rows))
    values, numbers = index.search(vector[None, :], min(NEAREST, len(rows)))
    own = rows[also] @ vector
    return dict(zip((*numbers[0].tolist(), *also.tolist()), (*values[0].tolist(), *own.tolist()), strict=True))


def _is_strict(clause: tuple[Item, ...]) -> bool:
    """Whether a story must satisfy a clause."""
    return not all(isinstance(item, WordItem) for item in clause)


def _is_mixed(clause: tuple[Item, ...]) -> bool:
    """Whether words and filters are joined by OR, so that stories without any of the words can be found."""
    filters = sum(isinstance(item, FilterItem) for item in clause)
    return 0 < filters < len(clause)


def _matching(names: Iterable[tuple[str, str]], wanted: str) -> set[str]:
    """The ids that a reader means: that very id or name, else those with a word that begins so."""
    folded = [(pair[0], [folded_name(name) for name in pair]) for pair in names]
    same = {name for name, forms in folded if wanted in forms}
    if same or not wanted:
        return same
    return {name for name, forms in folded if any(f" {form}".find(f" {wanted}") >= 0 for form in forms)}


def _places(record: bytes) -> list[int]:
    """Positions from their record: how many, the first plus one, differences."""
    _, *gaps = varint.take_all(record)
    place = -1
    return [place := place + gap for gap in gaps]
