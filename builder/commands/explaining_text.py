"""`digest explain` for a person: aligned, every number named once, colour on a terminal only."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

import click

from builder.commands.console import counted
from builder.commands.explaining import Compared, Decision, Explained, ExplainedStory, Link, Measure, Named, Story

_MOST = 6
"""Articles, ties and words that a line or a list names; the rest is counted."""


def show(found: Explained | ExplainedStory) -> None:
    """The explanation for a person, on standard output."""
    if isinstance(found, ExplainedStory):
        _show_story(found)
    elif found.kind == "pair":
        _show_pair(found, found.compared[0])
    else:
        _show_article(found)


def _show_article(found: Explained) -> None:
    _head(found.article)
    _say(_where(found.story, found.article.path))
    _show_edits(found.story.edits)
    if found.joined:
        _say(f"It came to {_group(found.joined.right)} at {_score(found.joined, found.limit)}.")
    if found.weakest and found.weakest != found.joined and len(found.story.articles) > 2:
        _say(
            f"The story hangs by {_group(found.weakest.left)} with {_group(found.weakest.right)}: "
            f"{_score(found.weakest, found.limit)}."
        )
    click.echo()
    if not found.compared:
        _say("No other article is near enough in time to be compared with it.")
        return
    click.echo(_bold("The nearest articles"))
    _table(found)
    click.echo()
    _legend(found)


def _table(found: Explained) -> None:
    """A line of numbers for each article, and below it what they are about."""
    thin = any(row.thin for row in found.compared)
    click.echo(
        f"  {'score':>6} = {'meaning':>7} + {'words':>5} - {'crowd':>5} - {'time':>4}{' - thin' if thin else ''}"
    )
    for row in found.compared:
        last = f"   {row.thin:4.2f}" if thin else ""
        click.echo(
            f"  {row.score:6.2f}   {row.by_meaning:7.2f}   {row.by_words:5.2f}   {row.crowd:5.2f}   "
            f"{row.time:4.2f}{last}   {_verdict(row)}"
        )
        _say(f"{row.article.source}: {row.article.title}  ({row.article.path})", 9)
        _say(f"{_days(row)}; {_rank(row, found.background, found.window_days)}", 9)
        if row.shared:
            _say(f"both say {_shared(row)}", 9)
        _say(_outcome(row, found.limit), 9)


def _show_pair(found: Explained, row: Compared) -> None:
    _head(found.article)
    _head(row.article)
    click.echo()
    click.echo(_verdict(row))
    _say(_outcome(row, found.limit))
    if row.decided_by == "editor":
        _show_edits((*found.story.edits, *(edit for edit in row.story.edits if edit not in found.story.edits)))
    click.echo()
    lines = [
        ("", "meaning", row.by_meaning, f"what title and opening are about (cosine {row.meaning:.2f})"),
        ("+", "words", row.by_words, f"words and names, rare ones count more (cosine {row.words:.2f})"),
        ("=", "similarity", row.similarity, _rank(row, found.background, found.window_days)),
        ("-", "crowd", row.crowd, "how alike the two are to articles that cannot be their story"),
        ("-", "time", row.time, _days(row)),
        ("-", "thin", row.thin, "next to no words in common"),
        ("=", "score", row.score, f"the limit is {found.limit:g}"),
    ]
    for sign, name, value, note in lines:
        if name == "thin" and not value:
            continue
        click.echo(f"  {sign:1} {name:<10} {value:6.2f}   {note}")
    if row.shared:
        click.echo()
        _say(f"Both say {_shared(row)}. In brackets: how many of the {counted(found.articles, 'article')} say it.")
    click.echo()
    _say(_where(found.story, found.article.path))
    if not row.together:
        _say(f"The other: {_where(row.story, row.article.path)}")
    _say("Two groups of articles become one story while the mean score of all their pairs is at least the limit.")


def _show_story(found: ExplainedStory) -> None:
    click.echo(_bold(found.story.title))
    click.echo(f"/stories/{found.story.slug}/ · {_size(found.story)}")
    _show_edits(found.story.edits)
    click.echo()
    for one in found.members:
        _say(f"{_day(one):10}  {one.source}: {one.title}  ({one.path})", 2, hanging=14)
    click.echo()
    if found.weakest:
        _say(
            f"The story hangs by {_group(found.weakest.left)} with {_group(found.weakest.right)}: "
            f"{_score(found.weakest, found.limit)}. Without that link it would be two."
        )
    elif len(found.members) > 1:
        _say("These articles stand together as an editor decided.")
    if found.ties:
        click.echo()
        click.echo(_bold("What holds it together, strongest first") + "  (similarity, 0 to 1)")
        for tie in found.ties[:_MOST]:
            said = f": {', '.join(tie.shared)}" if tie.shared else ""
            _say(f"{tie.similarity:.2f}  {tie.left} with {tie.right}{said}", 2, hanging=8)
        _left_out(len(found.ties) - _MOST, "link")
    if found.beside:
        click.echo()
        click.echo(_bold("The nearest other stories"))
        for row in found.beside:
            _say(
                f"{row.link.score:5.2f}  {row.story.title}  (/stories/{row.story.slug}/, {_size(row.story)}), "
                f"{_margin(row.link)}",
                2,
                hanging=9,
            )


def _head(article: Named) -> None:
    click.echo(_bold(article.title))
    click.echo(f"  {article.source} · {_day(article)} · {article.path}")


def _where(story: Story, path: str) -> str:
    others = [other for other in story.articles if other != path]
    if not others:
        return f"It is alone in its story, /stories/{story.slug}/."
    return f"It stands in /stories/{story.slug}/ with {_group(others)}."


def _verdict(row: Compared) -> str:
    by = " by an editor's word" if row.decided_by == "editor" else ""
    if row.together:
        return click.style(f"same story{by}", fg="green")
    return click.style(f"apart{by}", fg="yellow")


def _outcome(row: Compared, limit: float) -> str:
    """How the two came together, or how near they came."""
    link, last = row.link, row.last
    if row.grouped:
        how = f"joined when {_group(link.left)} became one with {_group(link.right)}, at {_score(link, limit)}"
        return how if row.together else f"would be one story ({how}), but an editor keeps them apart"
    editor = "; an editor put them together" if row.together else ""
    if not row.compared:
        return f"too far apart for their groups to be compared: {_score(last, limit)}{editor}"
    if link.margin >= 0:
        return (
            f"near enough once ({_group(link.left)} with {_group(link.right)}, {link.score:.2f}), but each was nearer "
            f"to others, and in the end the two groups are {_margin(last)} at {last.score:.2f}{editor}"
        )
    pair = f"{_group(link.left)} with {_group(link.right)}"
    return f"the nearest that their groups came: {pair}, {_score(link, limit)}{editor}"


def _group(paths: Sequence[str]) -> str:
    if len(paths) <= 2:
        return " and ".join(paths)
    return f"{paths[0]} and {counted(len(paths) - 1, 'other')}"


def _score(link: Link, limit: float) -> str:
    return f"{_figure(link.score)}, {_margin(link)} of {limit:g}"


def _margin(link: Link) -> str:
    return f"{_figure(abs(link.margin))} {'above' if link.margin >= 0 else 'below'} the limit"


def _figure(value: float) -> str:
    """Two places; more of a number that is next to nothing."""
    return f"{value:.2f}" if abs(value) >= 0.01 or not value else f"{value:.4f}"


def _rank(row: Compared, background: Measure | None, window: float) -> str:
    if background is None or row.below is None:
        return "too few articles on other stories to say how alike these are"
    which = f"more than {window:g} days apart" if background.of == "outside" else "of different stories"
    if row.below >= 1:
        return f"more alike than all of {background.pairs:,} pairs {which}"
    return f"more alike than {100 * row.below:.1f} % of {background.pairs:,} pairs {which}"


def _days(row: Compared) -> str:
    if row.days is None:
        return "one has no date"
    return "at the same time" if row.days < 0.01 else f"{row.days:.1f} days apart"


def _shared(row: Compared) -> str:
    return ", ".join(f"{one.word} ({one.articles:,})" for one in row.shared)


def _show_edits(edits: Sequence[Decision]) -> None:
    for edit in edits:
        note = f" ({edit.note})" if edit.note else ""
        _say(click.style(f"Editor's word, {edit.place}: {edit.kind}{note}", fg="cyan"))


def _legend(found: Explained) -> None:
    _say(
        "meaning: what title and opening are about. words: the words and names that both have, rare ones count more; "
        f"in brackets, how many of the {counted(found.articles, 'article')} say it. crowd: how alike the two are to "
        "articles that cannot be their story. time: days apart. thin: next to no words in common. Two groups of "
        f"articles become one story while the mean score of all their pairs is at least the limit, {found.limit:g}."
    )


def _left_out(number: int, what: str) -> None:
    if number > 0:
        click.echo(f"  and {counted(number, what)} more (--json has all)")


def _size(story: Story) -> str:
    return f"{counted(len(story.articles), 'article')}, {counted(story.sources, 'source')}"


def _day(article: Named) -> str:
    return article.published.date().isoformat() if article.published else "undated"


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _say(text: str, indent: int = 0, hanging: int | None = None) -> None:
    """A paragraph, wrapped to the terminal (100 columns at most, and where there is none)."""
    width = max(40, min(100, shutil.get_terminal_size((100, 24)).columns))
    after = " " * (indent if hanging is None else hanging)
    click.echo(
        textwrap.fill(
            text,
            width,
            initial_indent=" " * indent,
            subsequent_indent=after,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
