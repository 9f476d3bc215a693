"""Articles, quotes and threads from a few words."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

from builder.model import Article, Block, DateMention, DayBasis, Quote, Residue, Span, Thread


def article(
    id: str, source: str, title: str, *paragraphs: str, day: str = "", residue: int = 0, **fields: Any
) -> Article:
    """An article whose spans are all known, so that no other stage is needed.

    `|` parts the sentences of a paragraph, `# ` opens a heading; the last `residue` paragraphs are left over.
    """
    text, html = "", []
    spans: list[Span] = []
    blocks: list[Block] = []
    left: list[Residue] = []
    for place, paragraph in enumerate(paragraphs):
        start = len(text) + (2 if text else 0)
        heading = paragraph.startswith("# ")
        sentences = paragraph.removeprefix("# ").split("|")
        marked = []
        position = start
        for sentence in sentences:
            spans.append(Span(position, position + len(sentence)))
            marked.append(f'<span data-s="{len(spans) - 1}">{escape(sentence, quote=False)}</span>')
            position += len(sentence) + 1
        plain = " ".join(sentences)
        text = f"{text}\n\n{plain}" if text else plain
        block = Span(start, start + len(plain))
        blocks.append(Block(block, "heading" if heading else "paragraph", 2 if heading else 0))
        over = place >= len(paragraphs) - residue
        if over:
            left.append(Residue(block, "share"))
        tag = "h2" if heading else "p"
        attribute = ' data-residue="share"' if over else ""
        html.append(f"<{tag}{attribute}>{' '.join(marked)}</{tag}>")
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    fields.setdefault("lede", blocks[0].span if blocks else Span(0, 0))
    return Article(
        id=id,
        path=f"{id}.md",
        address=fields.pop("address", id),
        digest=f"digest-{id}",
        source_id=source,
        title=title,
        published=moment,
        day_only=len(day) == 10,
        text=text,
        body_html=fields.pop("body_html", "\n".join(html)),
        blocks=tuple(blocks),
        sentence_spans=tuple(spans),
        residue=tuple(left),
        **fields,
    )


def dated(one: Article, index: int, words: str, basis: DayBasis = "written") -> DateMention:
    """A mention of a day, by its words in a sentence."""
    sentence = one.sentence(index)
    start = sentence.span.start + sentence.text.index(words)
    return DateMention(sentence=sentence, span=Span(start, start + len(words)), basis=basis)


def quote(owner: Article, index: int, text: str, speaker: str = "", cue: str = "", kind: Any = "direct") -> Quote:
    """A quote in sentence `index` of an article."""
    place = owner.sentence(index)
    start = place.span.start + place.text.index(text)
    return Quote(sentence=place, span=Span(start, start + len(text)), text=text, speaker=speaker, cue=cue, kind=kind)


def single(owner: Article, slug: str = "") -> Thread:
    """A thread of one article."""
    return Thread(
        id=owner.id,
        slug=slug or owner.id,
        title=owner.title,
        title_from=owner.id,
        article_ids=(owner.id,),
        first=owner.published,
        last=owner.published,
    )
