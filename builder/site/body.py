"""The text of an article as its page shows it: whole, with every sentence marked, or an excerpt.

The whole text is the sanitised `body_html`; marking it only adds attributes and notes between its tags, so what came
out of the sanitiser well-formed stays so. An excerpt is made of plain text and can break no markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from builder.model import Article, Block, Span
from builder.site.article_slices import Mark
from builder.site.strings import Strings
from builder.site.urls import sentence_anchor
from builder.site.views import View

_TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>"]*(?:"[^"]*"[^<>"]*)*)>')
_SENTENCE = re.compile(r'\sdata-s="(\d+)"')
_RESIDUE = re.compile(r'\sdata-residue="([a-z-]*)"')
_HEADING = re.compile(r"h[1-6]\Z")
_NEUTRAL = dict.fromkeys(("main", "header", "footer", "article", "section", "address", "center"), "div")
"""Landmarks and relics of the page that a text came from: this page has its own."""
_LABELLED = frozenset("p li dd dt div blockquote h2 h3 h4 h5 h6 figcaption td th".split())


NAMES = 12
"""Other sources that a sentence's note names; how many have it always stands there."""


class ExcerptSentence(View, frozen=True):
    """A sentence of an excerpt, with its anchor, its classes and the notes behind it (markup)."""

    anchor: str
    text: str
    classes: str = "s"
    note: Markup = Markup("")


class ExcerptBlock(View, frozen=True):
    """A paragraph (or heading, item, quote) of an excerpt."""

    kind: str
    sentences: tuple[ExcerptSentence, ...]


class Excerpt(View, frozen=True):
    """The opening of a text; `cut` when there is more. `cited` are later sentences that the story page shows.

    `words` of `total` are shown, words left over from a page not counted.
    """

    blocks: tuple[ExcerptBlock, ...]
    cited: tuple[ExcerptSentence, ...]
    cut: bool
    words: int
    total: int


class _Marker:
    """One pass over the tags of a body."""

    def __init__(self, html: str, marks: Mapping[int, Mark], t: Strings, foreign: bool) -> None:
        self._html = html
        self._marks = marks
        self._t = t
        self._foreign = foreign
        self._left: dict[int, int] = {}
        for number in _SENTENCE.findall(html):
            self._left[int(number)] = self._left.get(int(number), 0) + 1
        self._seen: set[int] = set()
        self._spans: list[int | None] = []
        self._links = 0
        self._tables = 0
        self._headings: list[tuple[int, int]] = []
        self._waiting: list[str] = []
        self.out: list[str] = []

    def run(self) -> str:
        position = 0
        for tag in _TAG.finditer(self._html):
            self.out.append(self._html[position : tag.start()])
            position = tag.end()
            closing, name, attributes = tag[1], tag[2].lower(), tag[3]
            if closing:
                self._close(name)
            else:
                self._open(name, attributes)
        self.out.append(self._html[position:])
        return "".join(self.out)

    def _open(self, name: str, attributes: str) -> None:
        if name == "span":
            self.out.append(f"<span{self._sentence(attributes)}>")
            return
        if name == "a":
            self._links += 1
        if name == "table":
            self._tables += 1
            if self._tables == 1:
                label = escape(self._t("article.table"))
                self.out.append(f'<section class="scroll" tabindex="0" aria-label="{label}">')
        name = self._name(name, opening=True)
        residue = _RESIDUE.search(attributes)
        if residue:
            attributes = _RESIDUE.sub("", attributes) + ' class="residue"'
        self.out.append(f"<{name}{attributes}>")
        if residue and name in _LABELLED:
            self.out.append(f'<span class="residue-label">{escape(self._t("article.residue_label"))}</span> ')

    def _close(self, name: str) -> None:
        self.out.append(f"</{self._name(name, opening=False)}>")
        if name == "span" and self._spans:
            self._sentence_ends(self._spans.pop())
        elif name == "table" and self._tables:
            self._tables -= 1
            if not self._tables:
                self.out.append("</section>")
        elif name == "a" and self._links:
            self._links -= 1
            if not self._links:
                self.out.extend(self._waiting)
                self._waiting.clear()

    def _name(self, name: str, *, opening: bool) -> str:
        """The tag to write: headings one below the page's own and never skipping a level, landmarks neutral."""
        if not _HEADING.match(name):
            return _NEUTRAL.get(name, name)
        level = int(name[1])
        if not opening:
            return f"h{self._headings[-1][1]}" if self._headings else name
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        shown = min(self._headings[-1][1] + 1, 6) if self._headings else 2
        self._headings.append((level, shown))
        return f"h{shown}"

    def _sentence(self, attributes: str) -> str:
        found = _SENTENCE.search(attributes)
        if not found:
            self._spans.append(None)
            return attributes
        index = int(found[1])
        self._spans.append(index)
        mark = self._marks.get(index)
        anchor = "" if index in self._seen else f' id="{sentence_anchor(index)}"'
        self._seen.add(index)
        return f'{anchor} class="{classes(mark)}"'

    def _sentence_ends(self, index: int | None) -> None:
        if index is None:
            return
        self._left[index] -= 1
        mark = self._marks.get(index)
        if self._left[index] or mark is None:
            return
        note = str(note_html(mark, self._t, foreign=self._foreign))
        if self._links:
            self._waiting.append(note)
        else:
            self.out.append(note)


def note_html(mark: Mark, t: Strings, *, foreign: bool = False) -> Markup:
    """The notes behind a marked sentence: links with a sign and words for screen readers.

    In a `foreign` text, one in another language than the site's, they say which language they are in.
    """
    lang = Markup(' lang="{}"').format(t.language) if foreign else Markup("")
    notes = []
    if mark.kind == "only":
        notes.append(_spoken(t("article.only_here"), lang))
    elif mark.kind == "also":
        notes.append(
            _link(mark.url, t("article.also_in", sources=_names(mark.others, t)), f"+{len(mark.others)}", "", lang)
        )
    if mark.tension:
        notes.append(_link(mark.tension, t("article.in_tension"), "", " note-tension", lang))
    if mark.speakers:
        notes.append(_link(mark.said, t("article.quoted_from", names=t.join(mark.speakers)), "", " note-said", lang))
    return Markup("").join(notes)


def _names(names: tuple[str, ...], t: Strings) -> str:
    if len(names) <= NAMES:
        return t.join(names)
    return f"{t.commas(names[:NAMES])} {t('count.more_sources', n=len(names) - NAMES)}"


def _spoken(words: str, lang: Markup) -> Markup:
    return Markup('<span class="note vh"{}> ({})</span>').format(lang, words)


def _link(url: str, words: str, sign: str, kind: str, lang: Markup) -> Markup:
    # Without a sign the theme draws one of its own.
    shown = Markup('<span aria-hidden="true">{}</span>').format(sign) if sign else Markup("")
    return Markup('<a class="note{}" href="{}" title="{}"{}><span class="vh"> ({})</span>{}</a>').format(
        kind, url, words, lang, words, shown
    )


def classes(mark: Mark | None) -> str:
    """The classes of a sentence: `s`, and one for each thing that is known of it."""
    if mark is None:
        return "s"
    more = (
        f" s-{mark.kind}" if mark.kind else "",
        " s-tension" if mark.tension else "",
        " s-said" * bool(mark.speakers),
    )
    return "s" + "".join(more)


def mark_body(html: str, marks: Mapping[int, Mark], t: Strings, *, foreign: bool = False) -> Markup:
    """A sanitised body with an anchor per sentence, marks and notes. Pass nothing that is not sanitised."""
    return Markup(_Marker(html, marks, t, foreign).run())


def excerpt(
    article: Article,
    marks: Mapping[int, Mark],
    cited: tuple[int, ...],
    words: int,
    t: Strings,
    *,
    foreign: bool = False,
) -> Excerpt:
    """About the first `words` words in whole blocks, then each cited sentence that they do not hold.

    A first block twice as long as asked for is cut at a sentence.
    """
    spans = article.sentence_spans
    residue = [row.span for row in article.residue]
    blocks: list[ExcerptBlock] = []
    shown: set[int] = set()
    count = 0
    for block in article.blocks or (Block(Span(0, len(article.text)), "paragraph"),):
        if count >= words:
            break
        if any(span.overlaps(block.span) for span in residue) or block.kind in ("code", "caption", "cell"):
            continue
        own = [index for index, span in enumerate(spans) if block.span.covers(span) and index not in shown]
        taken = _fitting(article, own, words - count if not blocks else 10**9, words)
        if taken:
            sentences = tuple(_sentence(article, index, marks, t, foreign) for index in taken)
            blocks.append(ExcerptBlock(kind=block.kind, sentences=sentences))
            shown.update(taken)
            count += sum(len(sentence.text.split()) for sentence in sentences)
    rest = tuple(_sentence(article, index, marks, t, foreign) for index in cited if index not in shown)
    total = article.words - sum(len(span.of(article.text).split()) for span in residue)
    return Excerpt(blocks=tuple(blocks), cited=rest, cut=count < total, words=count, total=total)


def _fitting(article: Article, own: list[int], room: int, words: int) -> list[int]:
    """The sentences of a block: all of them unless the block runs to more than twice the words asked for."""
    lengths = [len(article.sentence_spans[index].of(article.text).split()) for index in own]
    if sum(lengths) <= 2 * words:
        return own
    taken: list[int] = []
    for index, length in zip(own, lengths, strict=True):
        if taken and room - length < 0:
            break
        taken.append(index)
        room -= length
    return taken


def _sentence(article: Article, index: int, marks: Mapping[int, Mark], t: Strings, foreign: bool) -> ExcerptSentence:
    text = article.sentence_spans[index].of(article.text)
    mark = marks.get(index)
    note = note_html(mark, t, foreign=foreign) if mark else Markup("")
    return ExcerptSentence(anchor=sentence_anchor(index), text=text, classes=classes(mark), note=note)
