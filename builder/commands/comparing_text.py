"""`digest compare` for a person: counts, claims, tensions, what is only or missing here, quotes, days, origins."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable

import click

from builder.commands.comparing import Found
from builder.commands.console import counted
from builder.model import Passage, Sentence

_BASIS = {"year": "year not written", "reckoned": "reckoned from the article's date"}
_MOST = 15
"""Lines of one kind that are written out; the rest is counted."""


def show(found: Found) -> None:
    """The comparison for a person, on standard output; colour only on a terminal."""
    outlets = len({article.source_id for article in found.articles})
    click.echo(click.style(found.thread.title or found.thread.slug, bold=True))
    parts = (
        counted(len(found.articles), "article", "articles"),
        counted(outlets, "source", "sources"),
        counted(found.comparison.independent, "independent origin", "independent origins"),
    )
    _say(", ".join(parts) + f"   stories/{found.thread.slug}")
    _claims(found)
    _tensions(found)
    _alone(found)
    _quotes(found)
    _days(found)
    _origins(found)


def _claims(found: Found) -> None:
    rows = []
    for number, claim in enumerate(found.comparison.claims, start=1):
        kinds = dict.fromkeys(tension.kind for tension in found.comparison.disputes(claim))
        but = f"\n(not in agreement: {', '.join(kinds)}; see below)" if kinds else ""
        rows.append((f"{number}. {_line(claim.sentences[0].text)}", _names(found, claim.sentences) + but))
    _part("What the sources agree on", rows)


def _tensions(found: Found) -> None:
    rows = []
    for tension in found.comparison.tensions:
        left, right = _side(found, tension.left), _side(found, tension.right)
        found_by = f"\n({tension.model}, {tension.score:.2f})" if tension.model else ""
        rows.append((f"{tension.kind}: {_line(tension.thing)}", f"{left}\n{right}{found_by}"))
    _part("Where they do not agree", rows)


def _side(found: Found, side: Passage) -> str:
    return f"{_names(found, (side.sentence, *side.same))}: {_line(side.sentence.text)}"


def _alone(found: Found) -> None:
    numbers = {claim.id: number for number, claim in enumerate(found.comparison.claims, start=1)}
    rows = []
    for source in dict.fromkeys(article.source_id for article in found.articles):
        own = [s for s in found.comparison.only_here if _source(found, s) == source]
        lacks = [str(numbers[one.claim_id]) for one in found.comparison.missing if one.source_id == source]
        facts = [counted(len(own), "sentence", "sentences") + " only here"] if own else []
        facts += [f"missing here: {', '.join(lacks)}"] if lacks else []
        if facts:
            rows.append((found.sources[source], "; ".join(facts)))
    _part("Only here, missing here", rows)


def _quotes(found: Found) -> None:
    rows = []
    for utterance in found.comparison.matches:
        first = found.comparison.quotes[utterance.entries[0].quotes[0]]
        sources = dict.fromkeys(f"{_name(found, e.article_id)} ({e.relation})" for e in utterance.entries)
        rows.append((f"{utterance.speaker or 'no speaker named'}: {_line(first.text)}", ", ".join(sources)))
    _part("Who is quoted", rows)


def _days(found: Found) -> None:
    rows = []
    for day in found.comparison.timeline.days:
        label = f"{day.first}" if day.first == day.last else f"{day.first} to {day.last}"
        first = min(day.mentions, key=lambda one: one.basis != "written")
        note = "" if first.basis == "written" else f" ({_BASIS[first.basis]})"
        rows.append((f"{label}{note}: {_line(first.sentence.text)}", _names(found, [m.sentence for m in day.mentions])))
    _part("Days that the texts name", rows)


def _origins(found: Found) -> None:
    by_name: dict[str, dict[str, None]] = {}
    for known in found.comparison.provenance:
        if known.copy_of:
            label = f"{known.relation.replace('-', ' ')} of {_name(found, known.copy_of)}"
            by_name.setdefault(label, {})[_name(found, known.article_id)] = None
        for origin in known.origins:
            by_name.setdefault(f"{origin.kind}: {_line(origin.name)}", {})[_name(found, known.article_id)] = None
    _part("Where it comes from", [(name, ", ".join(sources)) for name, sources in by_name.items()])


def _source(found: Found, sentence: Sentence) -> str:
    return next(article.source_id for article in found.articles if article.id == sentence.article_id)


def _name(found: Found, article_id: str) -> str:
    return found.sources[next(article.source_id for article in found.articles if article.id == article_id)]


def _names(found: Found, sentences: Iterable[Sentence]) -> str:
    return ", ".join(dict.fromkeys(_name(found, sentence.article_id) for sentence in sentences))


def _part(title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    click.echo()
    click.echo(click.style(f"{title} ({len(rows)})", bold=True))
    for text, who in rows[:_MOST]:
        _say(text)
        for line in who.splitlines():
            _say(line, "    ", dim=True)
    if len(rows) > _MOST:
        _say(f"and {len(rows) - _MOST} more", dim=True)


def _line(text: str) -> str:
    """Words on one line, without signs that would steer a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _say(text: str, indent: str = "", *, dim: bool = False) -> None:
    width = min(100, shutil.get_terminal_size().columns)
    wrapped = textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent + "  ")
    click.echo(click.style(wrapped, dim=True) if dim else wrapped)
