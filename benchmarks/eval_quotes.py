"""Quotations, their speakers and their cues against texts that people have marked: PolNeAR, and BASIL beside it.

Run `python benchmarks/eval_quotes.py DIR [DIR ...]`; a DIR has `text/*.txt` and `attributions/*.ann` (brat files with
Source, Cue and Content). `basil_2010_2014.jsonl.gz` beside a DIR is measured too. Figures printed for each DIR:

spans     F1 of the quotations found. Marked: every stretch between double quotation marks of which at least half lies
          in a Content; found: the direct and partial quotes. Equal when neither end is more than two characters off
          (marks, commas). Beside it those of five words and more (shorter ones are mostly single words in marks), and
          the direct ones: of the marked stretches those of a Content that is quotation and nothing else, of the
          quotes found the direct ones (right when equal to any marked stretch). Stretches between single marks
          (headlines) are never among the marked ones; `double marks` leaves them out of the found ones as well.
direct    of the marked attributions whose Content is quotation and nothing else, or quotation in parts, and that have
          a Source: `right` is the share whose quotation was found *and* whose speaker is the Source; `precision` the
          share of those to which a speaker was given.
indirect  the same for a Content without any quotation mark: found when an indirect quote (or a partial one) covers
          at least half of either.
reported  those of them that are reports of speech by their marked cue: a form of one of the verbs in `SAYING`, or
          "according to". PolNeAR also marks stances ("opposes", "plans", "won"), which no ledger of quotes would list.
partial   the same for a Content with some words in quotation marks.
cues      of all marked with a cue: share whose cue word lies in the marked Cue (precision: of those given a cue).

A speaker is right when the words that stand for the speaker, or those that they were resolved to, overlap the Source,
or share a name with it. Where the Source is another mention of the same person in the sentence before ("Lee", "she"),
nothing but a common name counts. An attribution without a Source is not counted. So a pronoun that is left open is
right when it is the Source; whether it was resolved to the right name is what BASIL measures.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from compare_quality import plain_article

from builder.compare.quotes import quotes
from builder.model import Article, Quote, Span
from builder.text.normalise import fold

_QUOTED = re.compile(r"(?:[\"“”]|'')((?:(?!''|\n\n)[^\"“”])+)(?:[\"”]|''|(?=\n\n))")
"""A stretch between double marks (or doubled single ones), which a paragraph's end may close."""
_NAME = re.compile(r"[A-Z]\w+")
_MARKS = " \n\t\"“”'‘’.,:;!?—–-"
SAYING = frozenset(
    """say tell add note write state announce explain insist warn claim argue acknowledge confirm deny report suggest
    believe think accuse promise vow pledge complain predict reveal tweet recall reply respond according""".split()
)
"""Verbs of reporting, without their endings."""
_PERSON = re.compile(
    r"(?!.*(?:Lawmakers|Senat|Democrat|Republican|Party|House|Court|Campaign|America|officials|Catholics))"
    r"[A-Z][\w.]+(?: [A-Z][\w.]+){1,2}$"
)
"""A name of BASIL that is a person's: the speakers of groups ("Republican Lawmakers") have names of their own."""
_SLACK = 2
"""Characters by which the end of a quotation may differ."""


class Attribution(msgspec.Struct, frozen=True):
    """What a person marked: spans of the text."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def polnear(folder: Path) -> Iterator[tuple[Article, list[Attribution]]]:
    """Each text of a folder with the attributions of its first annotator."""
    for path in sorted((folder / "text").glob("*.txt")):
        article = plain_article(path.stem, path.stem.split("_")[0], path.read_text(encoding="utf-8"))
        for annotated in sorted((folder / "attributions").glob(path.stem + "_*.ann"))[:1]:
            yield article, list(_attributions(annotated))


def _attributions(path: Path) -> Iterator[Attribution]:
    spans: dict[str, list[Span]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition("\t")
        if name.startswith("T"):
            _, _, places = rest.split("\t")[0].partition(" ")
            spans[name] = sorted(Span(*map(int, part.split())) for part in places.split(";") if part)
        elif name.startswith("E"):
            roles: dict[str, list[Span]] = defaultdict(list)
            for part in rest.split():
                role, _, target = part.partition(":")
                roles[re.sub(r"\d+$", "", role)] += spans.get(target, [])
            yield Attribution(tuple(roles["Source"]), tuple(roles["Cue"]), tuple(roles["Content"]))


def kind_of(text: str, one: Attribution) -> str:
    """`direct`, `partial` or `indirect`, by the quotation marks in and around the Content."""
    quoted = plain = 0
    for span in one.content:
        words = text[span.start : span.end]
        inside = sum(len(match.group()) for match in _QUOTED.finditer(words))
        if not inside and '"' not in words and "“" not in words and "”" not in words:
            around = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
            if around and all(char in '"“”' for char in around) and len(around) == 2:
                inside = len(words)
        elif not inside:
            inside = len(words.strip(_MARKS))
        quoted += inside
        plain += len(words.strip(_MARKS)) - min(inside, len(words.strip(_MARKS)))
    if not quoted:
        return "indirect"
    return "direct" if plain <= 3 else "partial"


def _is_report(text: str, one: Attribution) -> bool:
    words = {word for span in one.cue for word in fold(span.of(text)).split()}
    known = {"said", "says", "told", "thinks", "thought", "wrote", "denied", "denies", "replied", "according"}
    forms = {
        form for verb in SAYING for form in (verb, verb + "s", verb + "ed", verb + "d", verb + "ing", verb[:-1] + "ing")
    }
    return bool(words & (known | forms))


def _near(left: Span, right: Span) -> bool:
    return abs(left.start - right.start) <= _SLACK and abs(left.end - right.end) <= _SLACK


def spans_found(article: Article, marked: list[Attribution], found: tuple[Quote, ...]) -> Counter[str]:
    """Counts of quotations: `marked`, `found`, `equal` (of the marked), `right` (of the found), each with a prefix.

    Prefixes: none, `double ` (no single marks), `long ` (five words and more), `direct `, `direct double `.
    """
    text = article.text
    gold = [(span, _covered(span, marked)) for span in map(_inner, _QUOTED.finditer(text))]
    gold = [(span, one) for span, one in gold if one]
    made = [quote for quote in found if quote.kind != "indirect"]
    wanted = [span for span, _ in gold]
    long = [[s for s in spans if len(s.of(text).split()) >= 5] for spans in (wanted, [q.span for q in made])]
    direct = [span for span, one in gold if one and kind_of(text, one) == "direct"]
    sets = {
        "": (wanted, [q.span for q in made]),
        "double ": (wanted, [q.span for q in made if not _single(text, q.span)]),
        "long ": (long[0], long[1]),
        "direct ": (direct, [q.span for q in made if q.kind == "direct"]),
        "direct double ": (direct, [q.span for q in made if q.kind == "direct" and not _single(text, q.span)]),
    }
    counts: Counter[str] = Counter()
    for prefix, (asked, given) in sets.items():
        counts[prefix + "marked"] = len(asked)
        counts[prefix + "found"] = len(given)
        counts[prefix + "equal"] = sum(any(_near(span, quote.span) for quote in made) for span in asked)
        counts[prefix + "right"] = sum(any(_near(span, other) for other in wanted) for span in given)
    return counts


def _single(text: str, span: Span) -> bool:
    """Whether a quotation stands between single marks (`'` and not `''`)."""
    left = text[: span.start].rstrip()
    return left.endswith(("'", "‘")) and not left.endswith("''")


def _inner(match: re.Match[str]) -> Span:
    return Span(match.start(1), match.end(1))


def _covered(span: Span, marked: list[Attribution]) -> Attribution | None:
    """The attribution whose Content holds most of a stretch, when all Contents together hold at least half."""
    spots = {
        i: {place for other in one.content for place in range(max(span.start, other.start), min(span.end, other.end))}
        for i, one in enumerate(marked)
    }
    if 2 * len(set().union(*spots.values())) < span.end - span.start:
        return None
    return marked[max(spots, key=lambda i: (len(spots[i]), -i))]


def _share(quote: Quote, one: Attribution) -> float:
    """The part of the quote, or of the Content if that is more, that the other has."""
    common = sum(max(0, min(quote.span.end, span.end) - max(quote.span.start, span.start)) for span in one.content)
    whole = sum(span.end - span.start for span in one.content)
    return max(common / max(1, whole), common / max(1, quote.span.end - quote.span.start))


def best(found: tuple[Quote, ...], one: Attribution, kind: str) -> Quote | None:
    """The quote that covers the marked content best, at least half of either; ties: with a speaker, then the first."""
    able = [quote for quote in found if _share(quote, one) >= 0.5]
    if kind == "direct":
        able = [quote for quote in able if quote.kind != "indirect"]
    cued = [quote for quote in able if quote.cue_span and any(quote.cue_span.overlaps(span) for span in one.cue)]
    ranked = sorted(cued or able, key=lambda quote: (not quote.mention, -_share(quote, one), quote.span))
    return ranked[0] if ranked else None


def right(article: Article, quote: Quote, one: Attribution) -> bool:
    """Whether the speaker of the quote is the marked Source."""
    told = {fold(word) for span in one.source for word in _NAME.findall(span.of(article.text))}
    said = {fold(word) for word in _NAME.findall(f"{quote.speaker} {quote.mention}")} - {"the", "a", "he", "she"}
    places = [span for span in (quote.speaker_span, quote.mention_span) if span]
    return any(place.overlaps(span) for place in places for span in one.source) or bool(told & said)


def measure(folder: Path, show: str = "") -> None:
    """Print the figures of one folder; `show`: a kind of which every miss is printed."""
    spans: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for article, marked in polnear(folder):
        found = quotes(article)
        spans += spans_found(article, marked, found)
        for one in marked:
            if not one.content:
                continue
            kind = kind_of(article.text, one)
            quote = best(found, one, kind)
            outcome = _outcome(article, quote, one)
            counts[kind].update(outcome)
            if kind == "indirect" and _is_report(article.text, one):
                counts["reported"].update(outcome)
            if show == kind and one.source and "right" not in outcome:
                _print_miss(article, quote, one)
        for quote in found:
            covered = any(_share(quote, one) >= 0.5 for one in marked)
            counts["made " + quote.kind].update(["made"] + ["marked"] * covered)
    print(folder.name)
    for prefix, name in (
        ("", "spans"), ("double ", "spans, double marks"), ("long ", "spans of 5 words and more"),
        ("direct ", "spans of direct quotations"), ("direct double ", "the same, double marks"),
    ):  # fmt: skip
        precision = spans[prefix + "right"] / max(1, spans[prefix + "found"])
        recall = spans[prefix + "equal"] / max(1, spans[prefix + "marked"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"  {name}: F1 {f1:.3f} (precision {precision:.3f}, recall {recall:.3f}; {spans[prefix + 'marked']} marked)"
        )
    for kind in ("direct", "partial", "indirect", "reported"):
        _print_kind(kind, counts)


def _outcome(article: Article, quote: Quote | None, one: Attribution) -> list[str]:
    out = ["cue marked"] * bool(one.cue)
    if quote and quote.cue_span:
        out += ["cue made"] * bool(one.cue)
        out += ["cue right"] * any(quote.cue_span.overlaps(span) for span in one.cue)
    if not one.source:
        return out
    out += ["all"] + ["found"] * bool(quote)
    if quote and (quote.mention or quote.speaker):
        out += ["given"] + ["right"] * right(article, quote, one)
    return out


def _print_kind(kind: str, counts: dict[str, Counter[str]]) -> None:
    c, made = counts[kind], counts["made " + kind]
    lie = f"; of {made['made']} quotes made {made['marked'] / max(1, made['made']):.3f} lie in a marked content"
    print(
        f"  {kind:<8} {c['all']} marked with a source: found {c['found'] / max(1, c['all']):.3f}, "
        f"speaker right {c['right'] / max(1, c['all']):.3f} (precision {c['right'] / max(1, c['given']):.3f}); "
        f"cue right {c['cue right'] / max(1, c['cue marked']):.3f} "
        f"(precision {c['cue right'] / max(1, c['cue made']):.3f})" + (lie if made["made"] else "")
    )


def _print_miss(article: Article, quote: Quote | None, one: Attribution) -> None:
    text = article.text
    first = min(span.start for span in one.content + one.source)
    last = max(span.end for span in one.content + one.source)
    told = " | ".join(" ".join(span.of(text) for span in part) for part in (one.source, one.cue))
    given = f"{quote.speaker or quote.mention} | {quote.cue} | {quote.text[:60]}" if quote else "nothing"
    print(f"--- {told}\n    {given}\n    {text[max(0, first - 60) : last + 40]!r}")


def basil(path: Path) -> None:
    """The speakers of BASIL's quoted spans that are the story's main people: found, right, wrong."""
    counts: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            article = plain_article(row["id"], row["source"], row["text"], row["title"])
            found = quotes(article)
            for span in row["spans"]:
                if span["speaker"]:
                    counts.update(_basil_outcome(article, found, row, span))
    named, others = counts["named"], counts["others"]
    print(path.name)
    print(
        f"  {named} quoted spans of a main person: right {counts['right'] / max(1, named):.3f} "
        f"(precision {counts['right'] / max(1, counts['right'] + counts['wrong']):.3f}); {others} of others: "
        f"a main person's instead {counts['stolen'] / max(1, others):.3f}"
    )


def _basil_outcome(article: Article, found: tuple[Quote, ...], row: dict[str, Any], span: dict[str, Any]) -> list[str]:
    words = fold(span["txt"]).strip(_MARKS)
    able = [quote for quote in found if words[:40] in fold(quote.text) or fold(quote.text).strip(_MARKS) in words]
    speaker = next((fold(quote.speaker) for quote in able if quote.speaker), "")
    # The last word of a body ("Obama campaign", "Tea Party") is no surname: only a person's words can be stolen.
    lasts = {fold(name.split()[-1]) for name in row["main_entities"] if _PERSON.match(name)}
    person = span["speaker"].replace("_", " ")
    if not _PERSON.match(person) or fold(person.split()[-1]) not in lasts:
        return ["others"] + ["stolen"] * any(last in speaker.split() for last in lasts)
    if not speaker:
        return ["named", "open"]
    return ["named", "right" if fold(person.split()[-1]) in speaker else "wrong"]


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--show", default="", choices=["direct", "partial", "indirect"], help="print every miss")
    options = parser.parse_args()
    for folder in options.folders:
        measure(folder, options.show)
    for near in sorted({folder.parent / "basil_2010_2014.jsonl.gz" for folder in options.folders}):
        if near.exists():
            basil(near)


if __name__ == "__main__":
    main()
