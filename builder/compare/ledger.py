"""The quote ledger: which quotations of different articles are the same utterance, and how they differ.

Every wording is measured against the one that most sources have, never against another in between, so that a chain
of half-likenesses never becomes one utterance.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from builder.compare.people import OPEN, People
from builder.compare.runs import POSTINGS, Run, runs_of, sequences, sharing, texts_of, weight
from builder.compare.wording import Match, Wording, match, weighty
from builder.model import Article, Quote, QuoteEntry, Sentence, Utterance
from builder.text.words import STOPWORDS

PARAPHRASE = 0.45
"""Cosine of the sentences' vectors from which a speaker's reported statement is a paraphrase of their words."""
_SAID = 8
"""Articles of an utterance with whose sentences a retelling is compared."""
_OPEN_WORDS = 6
"""Common words from which an utterance without a known speaker is one with another's: shorter ones are anybody's."""
_OPEN_ALTERED = 8
"""The same, where they are altered."""
_DENIED = re.compile(r"\b(?:not|never|cannot|den(?:y|ies|ied|ying)|refus\w+)\b|n[’']t\b", re.I)
"""Cues that turn round what they report (`would not guess`)."""
_NEGATIONS = frozenset("not never no nothing nobody".split())
"""Of a quotation that such a cue may paraphrase, one word is in it: `We will not speculate`."""

Alike = Callable[[Sentence, Sequence[Sentence]], Sequence[float]]
"""Gives the cosines of a sentence's vector to those of others, 0 where one has none."""


class _Group:
    """An utterance that grows: its lead, and the best match of each article."""

    def __init__(self, lead: Run) -> None:
        self.lead = lead
        self.counts = Counter(texts_of(lead))
        self.person, self.known = lead.person, lead.known
        self.entries: dict[int, tuple[Run, Match]] = {}

    @property
    def said(self) -> list[tuple[Run, Match]]:
        """The entries in the order of their articles, a few: the sentences of more say the same."""
        return [self.entries[article] for article in sorted(self.entries)[:_SAID]]

    def add(self, run: Run, found: Match) -> None:
        """Keep the run unless its article has a better one already."""
        known = self.entries.get(run.article)
        if known is None or found.common > known[1].common:
            self.entries[run.article] = (run, found)
        if not self.known:
            self.person, self.known = run.person, run.known


def ledger(articles: Sequence[Article], quotes: Sequence[Quote], alike: Alike | None) -> tuple[Utterance, ...]:
    """The utterances of a thread, those of most sources first, then the longest, then in reading order.

    `quotes` are all of the thread's, those of one article together. `alike` compares sentences by meaning; without
    it nothing is called a paraphrase. Only direct and partial quotes open an utterance; indirect ones join as
    paraphrases. Each quote is in at most one utterance.
    """
    people = People(quotes)
    runs = runs_of(articles, quotes, people)
    groups = _grouped(runs)
    told = _paraphrases(articles, quotes, people, groups, alike) if alike else {}
    made = [(group, told.get(number, ())) for number, group in enumerate(groups)]
    made.sort(key=lambda item: _rank(articles, *item))
    return tuple(_utterance(articles, quotes, people, *item) for item in made)


def other_speaker(
    articles: Sequence[Article], quotes: Sequence[Quote]
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The same words, verbatim or a part of them, given to two different named speakers by two sources.

    Pairs of places in `quotes` (the quotes of one article each), in reading order; six words at least.
    """
    people = People(quotes)
    runs = [run for run in runs_of(articles, quotes, people) if run.known and len(run.words) >= _OPEN_WORDS]
    found: dict[tuple[int, int], tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for one, two in sharing(runs):
        if runs[one].source == runs[two].source or runs[one].person == runs[two].person:
            continue
        same = match(runs[one].words, runs[two].words)
        if same and same.way != "altered" and same.common >= _OPEN_WORDS:
            found.setdefault((runs[one].person, runs[two].person), (runs[one].quotes, runs[two].quotes))
    return tuple(sorted(found.values()))


def _grouped(runs: Sequence[Run]) -> list[_Group]:
    """Wordings in order of how many sources have them; each joins the lead that it has most words in common with."""
    alike: dict[tuple[str, ...], list[Run]] = defaultdict(list)
    for run in runs:
        alike[tuple(texts_of(run))].append(run)
    same = list(alike.values())
    support = _support(same)
    order = sorted(range(len(same)), key=lambda i: (-support[i], -len(same[i][0].words), same[i][0].article, i))
    groups: list[_Group] = []
    index = _Index()
    for i in order:
        for run in same[i]:
            found = _best(groups, index, run)
            if found:
                found[0].add(run, found[1])
            else:
                index.add(len(groups), run)
                groups.append(_Group(run))
                groups[-1].add(run, Match("verbatim", len(run.words)))
    return groups


def _support(same: Sequence[Sequence[Run]]) -> list[int]:
    """How many sources have each wording or a part of it, word for word; a part of three words at least."""
    texts = [f" {' '.join(texts_of(runs[0]))} " for runs in same]
    sources = [{run.source for run in runs} for runs in same]
    total = [set(found) for found in sources]
    for one, two in sharing([runs[0] for runs in same]):
        if texts[two] in texts[one]:
            total[one] |= sources[two]
        elif texts[one] in texts[two]:
            total[two] |= sources[one]
    return [len(found) for found in total]


class _Index:
    """Leads by their word sequences, and by speaker and word of weight."""

    def __init__(self) -> None:
        self._sequences: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._words: dict[tuple[int, str], list[int]] = defaultdict(list)

    def add(self, number: int, run: Run) -> None:
        for sequence in sequences(run):
            self._sequences[sequence].append(number)
        for word in weight(run):
            self._words[run.person, word].append(number)

    def of(self, run: Run) -> list[int]:
        found: set[int] = set()
        for sequence in sequences(run):
            # `there is a` makes nothing the same saying: `match` asks for a word of weight among three in a row.
            if any(word not in STOPWORDS and len(word) > 1 for word in sequence):
                found.update(self._sequences.get(sequence, ())[:POSTINGS])
        if run.person != OPEN and len(run.words) < _OPEN_WORDS:
            for word in weight(run):
                found.update(self._words.get((run.person, word), ())[:POSTINGS])
        return sorted(found)


def _best(groups: Sequence[_Group], index: _Index, run: Run) -> tuple[_Group, Match] | None:
    best: tuple[int, _Group, Match] | None = None
    wording = Wording(run.words)
    for number in index.of(run):
        group = groups[number]
        same = group.person == run.person != OPEN
        if not same and (group.known and run.known):
            continue
        most = wording.common(group.counts)
        if (not same and most < _OPEN_WORDS) or (best is not None and most <= best[0]):
            continue
        found = wording.match(group.lead.words)
        if found and _may_join(group, run, found) and (best is None or found.common > best[0]):
            best = (found.common, group, found)
    return best[1:] if best else None


def _may_join(group: _Group, run: Run, found: Match) -> bool:
    """Whether the speakers agree. Where one of them has no name (`the ruling`, nobody), the words must be many."""
    if group.person == run.person != OPEN:
        return found.common > 1 or weighty(texts_of(run)) > 0
    if group.known and run.known:
        return False
    return found.common >= (_OPEN_WORDS if found.way != "altered" else _OPEN_ALTERED)


def _paraphrases(
    articles: Sequence[Article], quotes: Sequence[Quote], people: People, groups: Sequence[_Group], alike: Alike
) -> dict[int, tuple[int, ...]]:
    """Group -> the indirect quotes that say the same: of the same speaker, in an article that does not quote it."""
    place = {article.id: number for number, article in enumerate(articles)}
    of_person: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        if group.person != OPEN and group.lead.whole:
            of_person[group.person].append(number)
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for i, quote in enumerate(quotes):
        if quote.kind != "indirect" or people.of[i] not in of_person:
            continue
        article = place[quote.sentence.article_id]
        source = articles[article].source_id
        denied = _DENIED.search(quote.cue) is not None
        able = [
            number
            for number in of_person[people.of[i]]
            if (not denied or _NEGATIONS & set(texts_of(groups[number].lead)))
            and source not in {run.source for run, _ in groups[number].entries.values()}
        ]
        wordings = [(number, part) for number in able for run, _ in groups[number].said for part in run.quotes]
        leads = [quotes[part].sentence for _, part in wordings]
        owners = [number for number, _ in wordings]
        scored = zip(alike(quote.sentence, leads), owners, strict=True)
        score, owner = max(scored, key=lambda item: (item[0], -item[1]), default=(0.0, -1))
        if score >= PARAPHRASE and score > best.get((owner, article), (0.0, 0))[0]:
            best[owner, article] = (score, i)
    told: dict[int, list[int]] = defaultdict(list)
    for (owner, _), (_, i) in sorted(best.items()):
        told[owner].append(i)
    return {owner: tuple(found) for owner, found in told.items()}


def _rank(articles: Sequence[Article], group: _Group, told: Sequence[int]) -> tuple[int, int, int, tuple[int, ...]]:
    sources = {run.source for run, _ in group.entries.values()}
    return (-len(sources) - len(told), -len(group.lead.words), group.lead.article, group.lead.quotes)


def _utterance(
    articles: Sequence[Article], quotes: Sequence[Quote], people: People, group: _Group, told: Sequence[int]
) -> Utterance:
    rest = sorted((run.article, run.quotes, run, found) for run, found in group.entries.values())
    rows = [(group.lead, Match("verbatim", 0)), *((run, found) for _, _, run, found in rest if run != group.lead)]
    solo = not told and len({run.source for run, _ in rows}) == 1
    entries = [
        QuoteEntry(
            article_id=articles[run.article].id,
            quotes=run.quotes,
            relation="solo" if solo else found.way,
            own=found.own,
            missing=found.missing,
        )
        for run, found in rows
    ]
    entries += [QuoteEntry(article_id=quotes[i].sentence.article_id, quotes=(i,), relation="paraphrased") for i in told]
    speaker = people.names[group.person] if group.person != OPEN else ""
    return Utterance(speaker=speaker, entries=tuple(entries))
