"""A patched index is the one that would be built at once, and touches few files."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from builder.model import Article
from builder.search import shards
from builder.search.documents import documents
from builder.search.index import Made
from builder.search.patch import Missing, changed, patch
from tests.search.make import ZONE, article, files, keys, link, made, prose, site


def patched(last: Made, contents: dict[bytes, bytes], articles: list[Article]) -> Made | None:
    """The index of `articles`, from the one before."""
    found = documents(site(*articles))
    rows = [(document.thread.id, key) for document, key in zip(found, keys(found), strict=True)]
    numbers = changed(last.state, rows)
    if numbers is None:
        return None
    return patch(
        last.state,
        found,
        keys(found),
        numbers,
        ZONE,
        link,
        lambda marks: {m: contents[m] for m in marks if m in contents},
        last.forms,
    )


def edit(random: Random, articles: list[Article]) -> list[Article]:
    """One story changed, one added at the end, or one whose headline is another."""
    out = list(articles)
    turn, place = random.randrange(4), random.randrange(len(out))
    if turn == 0:
        out.append(article(f"{len(out):03}", prose(random, 1), prose(random, 6), day=len(out), tags="new"))
    elif turn == 1:
        out[place] = msgspec.structs.replace(out[place], title=prose(random, 1))
    elif turn == 2:
        out[place] = article(out[place].id, "", "", day=place)
    else:
        out[place] = article(
            out[place].id, out[place].title, prose(random, random.randint(1, 9)), day=place, source="radio"
        )
    return out


@pytest.mark.parametrize("seed", range(12))
def test_patched_is_as_built_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 3 == 0:  # long lists, and stretches that are cut
        for module in ("postings", "build", "splice"):
            monkeypatch.setattr(f"builder.search.{module}.LONG_LIST", 8)
        monkeypatch.setattr(shards, "LARGEST", 300)
        monkeypatch.setattr(shards, "PIECE", 150)
    if seed % 3 == 1:
        monkeypatch.setattr(shards, "rate", lambda documents: 2)
    random = Random(seed)
    articles = [article(f"{i:03}", prose(random, 1), prose(random, 4), day=i, tags="sea") for i in range(20)]
    last = made(site(*articles))
    contents, forms = dict(last.contents), dict(last.forms)
    for _ in range(12):
        articles = edit(random, articles)
        if random.random() < 0.3:
            articles = edit(random, articles)
        now = patched(msgspec.structs.replace(last, forms=forms), contents, articles)
        assert now is not None
        contents.update(now.contents)
        forms.update(now.forms)
        whole = made(site(*articles))
        assert files(now.state, contents) == files(whole.state, whole.contents)
        assert now.state == whole.state
        assert {name: forms[name] for name in whole.forms}.keys() == whole.forms.keys()
        last = now


def test_numbers_that_move_make_a_whole_build() -> None:
    articles = [article(f"{i:03}", "t", "x", day=i) for i in range(5)]
    last = made(site(*articles))
    assert patched(last, last.contents, articles[1:]) is None
    assert patched(last, last.contents, [*articles, article("first", "t", "x", day=None)]) is None
    assert patched(last, last.contents, [*articles, article("last", "t", "x", day=9)]) is not None


def test_a_content_that_is_gone_is_said() -> None:
    articles = [article(f"{i:03}", "ferry", "x", day=i) for i in range(5)]
    last = made(site(*articles))
    with pytest.raises(Missing):
        patched(last, {}, [*articles, article("last", "ferry", "x", day=9)])


def test_an_edit_touches_few_files() -> None:
    random = Random(3)
    articles = [article(f"{i:03}", prose(random, 1), prose(random, 30), day=i) for i in range(200)]
    last = made(site(*articles))
    articles[7] = msgspec.structs.replace(articles[7], title="Quicksilver " + articles[7].title)
    now = patched(last, last.contents, articles)
    assert now is not None
    before, after = files(last.state, last.contents), files(now.state, {**last.contents, **now.contents})
    written = [path for path in after if path not in before]
    assert len([path for path in written if path.startswith("t/")]) < len([p for p in after if p.startswith("t/")])
    assert len([path for path in written if path.startswith("s/")]) == 1
