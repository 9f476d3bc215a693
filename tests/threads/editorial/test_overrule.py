from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from builder.model import Article, Joint, Saga, SagaStep, Thread, Tie
from builder.threads.editorial.file import Rule, parse
from builder.threads.editorial.overrule import Overruled, Setting, name_sagas, overrule, review
from builder.threads.editorial.threads import NamedSaga
from builder.threads.lockfile import Lock, dump
from builder.threads.lockfile import parse as parse_lock
from builder.threads.types import Grouping

START = datetime(2026, 3, 1, tzinfo=UTC)
SETTING = Setting(base_url="https://news.example/sub/", now=datetime(2026, 6, 1, tzinfo=UTC))


def article(name: str, day: int | None = None, **fields: str) -> Article:
    return Article(
        id=name,
        path=f"2026/{name}.md",
        address=f"2026/{name}",
        digest=name,
        source_id="s",
        title=f"Story {name}",
        url=f"https://post.example/{name}",
        published=None if day is None else START + timedelta(days=day),
        **fields,
    )


ARTICLES = [article(name, day) for day, name in enumerate("abcdefgh")]


def tie(left: str, right: str, similarity: float) -> Tie:
    return Tie(left=left, right=right, similarity=similarity, meaning=0.5, words=0.5, days=1.0)


def grouping(groups: str, ties: tuple[Tie, ...] = ()) -> Grouping:
    """Groups from words; without ties each is a chain of equal ones."""
    words = groups.split()
    chain = tuple(tie(a, b, 0.5) for word in words for a, b in pairwise(word))
    return Grouping(tuple(tuple(sorted(word)) for word in words), ties or chain)


def run(
    groups: str | Grouping, text: str = "", lock: Lock | None = None, articles: list[Article] | None = None
) -> Overruled:
    given = grouping(groups) if isinstance(groups, str) else groups
    here = {name for group in given.groups for name in group}
    chosen = [one for one in articles or ARTICLES if one.id in here]
    done = overrule(given, chosen, lock or Lock(), parse(text), SETTING)
    assert parse_lock(dump(done.lock)) == done.lock
    if not done.notices:
        again = overrule(given, chosen, done.lock, parse(text), SETTING)
        assert (shape(again), again.lock) == (shape(done), done.lock), "the second build is another one"
    return done


def shape(done: Overruled) -> dict[str, str]:
    return {thread.slug: "".join(thread.article_ids) for thread in done.threads}


def groups_of(done: Overruled) -> list[str]:
    return sorted("".join(sorted(thread.article_ids)) for thread in done.threads)


def told(done: Overruled) -> list[str]:
    return [str(notice) for notice in done.notices]


def named(done: Overruled, name: str) -> Thread:
    return next(thread for thread in done.threads if name in thread.article_ids)


# what each kind does ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "text", "wanted"),
    [
        ("ab cd e", '[[merge]]\narticles = ["a.md", "d.md"]', ["abcd", "e"]),
        ("ab cd e", '[[merge]]\nthreads = ["story-a", "e.md"]', ["abe", "cd"]),
        ("abcd", '[[split]]\narticles = ["b.md", "c.md"]', ["ad", "bc"]),
        ("abc de", '[[move]]\narticle = "b.md"\nto = "story-d"', ["ac", "bde"]),
        ("abc de", '[[move]]\narticles = ["a.md", "b.md"]\nto = "e.md"', ["abde", "c"]),
        ("ab cd", '[[apart]]\narticles = ["a.md", "c.md"]', ["ab", "cd"]),
        ("ab cd", '[[merge]]\narticles = ["a.md", "b.md"]', ["ab", "cd"]),
    ],
)
def test_entries_about_groups(groups: str, text: str, wanted: list[str]) -> None:
    done = run(groups, text)
    assert told(done) == []
    assert groups_of(done) == wanted


def test_apart_cuts_the_weakest_tie_and_the_rest_follows_what_it_resembles() -> None:
    given = grouping(
        "abcdef", (tie("a", "b", 0.9), tie("b", "c", 0.2), tie("c", "d", 0.8), tie("d", "e", 0.3), tie("c", "f", 0.1))
    )
    assert groups_of(run(given, '[[apart]]\narticles = ["a.md", "d.md"]')) == ["ab", "cdef"]
    # What the file itself puts together is not what gives way.
    both = '[[apart]]\narticles = ["a.md", "d.md"]\n[[merge]]\narticles = ["b.md", "c.md"]'
    assert groups_of(run(given, both)) == ["abcf", "de"]
    assert groups_of(run(given, '[[apart]]\narticles = ["a.md", "d.md", "e.md"]')) == ["ab", "cdf", "e"]


def test_articles_and_threads_are_found_by_every_name_that_they_have() -> None:
    lock = run("ab cd").lock
    words = "c 2026/c.md content/2026/c.md 2026/c c.md https://post.example/c /sub/articles/2026/c/"
    for name in [
        *words.split(),
        "https://news.example/sub/articles/2026/c/",
        "http://localhost:8000/sub/articles/2026/c/",
    ]:
        assert groups_of(run("ab cd", f'[[split]]\narticles = ["{name}"]', lock)) == ["ab", "c", "d"], name
    for name in ("story-c", "stories/story-c", "/sub/stories/story-c/", "https://news.example/sub/stories/story-c/"):
        assert named(run("ab cd", f'[[hide]]\nthread = "{name}"', lock), "d").hidden, name


def test_a_name_of_several_articles_is_a_mistake() -> None:
    twins = [article("a", 1), msgspec.structs.replace(article("b", 2), path="2027/a.md", address="2027/a")]
    done = run("a b", '\n[[split]]\narticles = ["a.md"]', articles=twins)
    assert told(done) == [
        "editorial.toml:3: split names `a.md`, which is the name of several articles (say which: 2026/a.md, 2027/a.md)"
    ]


def test_what_is_said_of_a_thread() -> None:
    text = """\
[[headline]]
thread = "story-a"
title = "  A   better one"
[[front]]
thread = "d.md"
until = 2026-06-01
[[hide]]
thread = "story-e"
note = "not ours"
"""
    done = run("ab cd ef", text)
    a, c, e = (named(done, name) for name in "ace")
    assert (a.title, a.title_from) == ("A better one", "")
    assert (a.pinned, c.pinned, e.pinned) == (False, True, False)
    assert (a.hidden, c.hidden, e.hidden) == (False, False, True)
    assert [(edit.kind, edit.place, edit.note) for edit in e.edits] == [("hide", "editorial.toml:7", "not ours")]
    assert done.due == datetime(2026, 6, 2, tzinfo=UTC)


def test_a_front_entry_that_is_over_is_told_and_nothing_else() -> None:
    done = run("ab", '[[front]]\nthread = "a.md"\nuntil = 2026-05-31')
    assert [(notice.severity, notice.kind) for notice in done.notices] == [("info", "editorial-over")]
    assert not named(done, "a").pinned


# closing ---------------------------------------------------------------------------------------------------------


def test_a_closed_thread_keeps_what_the_lock_has_and_takes_nothing_else() -> None:
    lock = run("abc de").lock
    text = '[[close]]\nthread = "story-a"'
    done = run("abf cde g", text, lock)
    assert shape(done) == {"story-a": "abc", "story-f": "f", "story-d": "de", "story-g": "g"}
    assert [thread.slug for thread in done.threads if thread.closed] == ["story-a"]


def test_closing_at_a_day_needs_no_lock_and_leaves_the_address() -> None:
    lock = run("abcde").lock
    done = run("abcde", '[[close]]\nthread = "story-a"\nafter = 2026-03-02', lock)
    assert shape(done) == {"story-a": "ab", "story-c": "cde"}
    assert groups_of(run("abcde", '[[close]]\nthread = "c.md"\nafter = 2026-03-02')) == ["ab", "cde"]


def test_a_thread_can_be_merged_and_closed_at_once() -> None:
    lock = run("ab cd").lock
    text = '[[merge]]\nthreads = ["story-a", "story-c"]\n[[close]]\nthread = "story-c"'
    done = run("abe cdf", text, lock)
    assert groups_of(done) == ["abcd", "e", "f"]
    assert named(done, "a").closed


# addresses -------------------------------------------------------------------------------------------------------


def test_a_merge_keeps_the_older_address_and_the_younger_leads_there() -> None:
    lock = run("ab cd").lock
    done = run("ab cd", '[[merge]]\nthreads = ["story-c", "story-a"]', lock)
    assert [(t.slug, [one.slug for one in t.lineage]) for t in done.threads] == [("story-a", ["story-c"])]


def test_the_address_of_a_split_thread_stays_with_the_larger_part() -> None:
    lock = run("abcd").lock
    assert named(run("abcd", '[[split]]\narticles = ["a.md"]', lock), "b").slug == "story-a"
    assert named(run("abcd", '[[split]]\narticles = ["a.md", "b.md", "c.md"]', lock), "a").slug == "story-a"


def test_a_crowd_that_moves_takes_no_address_along() -> None:
    lock = run("abcd e").lock
    done = run("abcd e", '[[move]]\narticles = ["a.md", "b.md", "c.md"]\nto = "story-e"', lock)
    assert shape(done) == {"story-e": "abce", "story-a": "d"}


def test_a_thread_that_is_moved_away_whole_leads_to_where_it_went() -> None:
    lock = run("ab c").lock
    done = run("ab c", '[[move]]\narticle = "c.md"\nto = "story-a"', lock)
    assert [(t.slug, [one.slug for one in t.lineage]) for t in done.threads] == [("story-a", ["story-c"])]
    assert shape(run("ab c", "", done.lock)) == {"story-a": "ab", "story-c": "c"}


def test_a_name_that_only_this_build_would_give_can_be_used_and_stays() -> None:
    done = run(
        "bc d", '[[move]]\narticle = "a.md"\nto = "story-b"\n[[hide]]\nthread = "story-b"'.replace("a.md", "d.md")
    )
    assert shape(done) == {"story-b": "bcd"}
    assert named(done, "b").hidden


# front matter ----------------------------------------------------------------------------------------------------


def test_articles_that_name_the_same_thread_are_one_at_that_address() -> None:
    own = [article("a", 0), article("b", 1, thread="The Long Affair"), article("c", 2, thread="the-long-affair")]
    done = run("ab c", articles=own)
    assert shape(done) == {"story-a": "a", "the-long-affair": "bc"}
    assert [edit.place for edit in named(done, "b").edits] == ["content/2026/b.md", "content/2026/c.md"]


def test_an_article_names_a_thread_or_another_article() -> None:
    lock = run("ab cd").lock
    for value in ("story-a", "2026/b.md", "https://post.example/a"):
        own = [*ARTICLES[:2], article("c", 2, thread=value), ARTICLES[3]]
        assert shape(run("ab cd", lock=lock, articles=own)) == {"story-a": "abc", "story-c": "d"}, value


def test_the_file_has_more_to_say_than_the_article() -> None:
    own = [article("a", 0), article("b", 1, thread="affair"), article("c", 2)]
    assert groups_of(run("ab c", '[[move]]\narticle = "b.md"\nto = "c.md"', articles=own)) == ["a", "bc"]
    assert groups_of(run("ab c", '[[merge]]\narticles = ["b.md", "c.md"]', articles=own)) == ["abc"]
    lock = run("a c").lock
    closed = [article("a", 0), article("b", 1, thread="story-a"), article("c", 2)]
    done = run("ab c", '[[close]]\nthread = "story-a"', lock, closed)
    assert groups_of(done) == ["a", "b", "c"]
    assert told(done) == [
        "content/2026/b.md: its `thread` is closed by editorial.toml:1: it stays out (remove `thread`)"
    ]


# stale and contradictory -----------------------------------------------------------------------------------------

STALE = {
    '[[split]]\narticles = ["a.md", "x.md"]': "2: split names the article `x.md`, which is not here",
    '[[merge]]\nthreads = ["story-a", "storya"]': "2: merge names the thread `storya`, which is not here",
    '[[move]]\narticle = "a.md"\nto = "gone"': "3: move names the thread `gone`, which is not here",
    '[[apart]]\narticles = [\n"a.md",\n"gone"]': "4: apart names the article `gone`, which is not here",
    '[[close]]\nthread = "gone"': "2: close names the thread `gone`, which is not here",
    '[[close]]\nthread = "story-a"\nafter = 2020-01-01': "1: close leaves the thread no article: all are later",
    '[[headline]]\nthread = "gone"\ntitle = "X"': "2: headline names the thread `gone`, which is not here",
    '[[front]]\nthread = "gone"': "2: front names the thread `gone`, which is not here",
    '[[hide]]\nthread = "gone"': "2: hide names the thread `gone`, which is not here",
    '[[saga]]\nname = "X"\nthreads = ["story-a", "gone"]': "3: saga names the thread `gone`, which is not here",
}


@pytest.mark.parametrize("text", STALE)
def test_a_stale_entry_is_a_warning_with_its_line(text: str) -> None:
    (notice,) = run("ab cd", text, run("ab cd").lock).notices
    assert (notice.severity, notice.kind) == ("warning", "editorial-stale")
    assert str(notice).split(" (")[0] == f"editorial.toml:{STALE[text]}"


CONTRADICTIONS = {
    '[[merge]]\narticles = ["a.md", "c.md"]\n[[apart]]\narticles = ["c.md", "a.md"]': (
        "3: apart keeps `2026/a.md` from `2026/c.md`, but line 1 makes them one"
    ),
    '[[merge]]\narticles = ["a.md", "c.md"]\n[[merge]]\narticles = ["c.md", "e.md"]\n'
    '[[apart]]\narticles = ["a.md", "e.md"]': (
        "5: apart keeps `2026/a.md` from `2026/e.md`, but line 1 makes them one"
    ),
    '[[move]]\narticle = "a.md"\nto = "story-c"\n[[move]]\narticle = "a.md"\nto = "story-e"': (
        "4: move puts `2026/a.md` in one thread, line 1 in another"
    ),
    '[[split]]\narticles = ["a.md"]\n[[split]]\narticles = ["a.md", "c.md"]': (
        "3: split puts `2026/a.md` in one thread, line 1 in another"
    ),
    '[[split]]\narticles = ["a.md"]\n[[merge]]\nthreads = ["c.md", "a.md"]': (
        "3: merge names `2026/a.md`, which split (line 1) takes from its thread"
    ),
    '[[split]]\narticles = ["e.md"]\n[[merge]]\nthreads = ["story-a", "story-e"]': (
        "3: merge names the thread `story-e`, whose articles split (line 1) takes"
    ),
    '[[move]]\narticle = "a.md"\nto = "b.md"\n[[move]]\narticle = "c.md"\nto = "c.md"': (
        "4: move names `2026/c.md` as the thread to move it to"
    ),
    '[[close]]\nthread = "story-a"\n[[move]]\narticle = "e.md"\nto = "story-a"': (
        "1: close keeps later articles out, but line 3 brings `2026/e.md` in"
    ),
    '[[close]]\nthread = "story-a"\n[[close]]\nthread = "a.md"\nafter = 2026-03-01': (
        "3: close gives another day than line 1 for one thread"
    ),
    '[[headline]]\nthread = "story-a"\ntitle = "X"\n[[headline]]\nthread = "b.md"\ntitle = "Y"': (
        "4: headline gives `story-a` another one than line 1"
    ),
    '[[hide]]\nthread = "a.md"\n[[front]]\nthread = "b.md"': (
        "1: hide keeps `story-a` off every list, line 3 puts it on the front page"
    ),
    '[[front]]\nthread = "a.md"\n[[front]]\nthread = "b.md"\nuntil = 2026-12-31': (
        "3: front gives another day than line 1 for `story-a`"
    ),
    '[[saga]]\nname = "X"\nthreads = ["a.md", "c.md"]\n[[saga]]\nname = "Y"\nthreads = ["b.md", "e.md"]': (
        "4: saga puts `story-a` in another saga than line 1"
    ),
}


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_a_contradiction_is_an_error_that_names_both(text: str) -> None:
    lock = run("ab cd e").lock
    for done in (run("ab cd e", text, lock).notices, review(ARTICLES[:5], lock, parse(text), SETTING)):
        (notice,) = [one for one in done if one.severity == "error"]
        assert str(notice).removesuffix(f" ({notice.remedy})") == f"editorial.toml:{CONTRADICTIONS[text]}"


@pytest.mark.parametrize(
    "text",
    [
        '[[hide]]\nthread = "a.md"\n[[hide]]\nthread = "story-a"',
        '[[headline]]\nthread = "a.md"\ntitle = "X"\n[[headline]]\nthread = "b.md"\ntitle = "X"',
        '[[move]]\narticle = "a.md"\nto = "story-c"\n[[move]]\narticle = "2026/a.md"\nto = "/sub/stories/story-c/"',
        '[[apart]]\narticles = ["a.md", "e.md"]\n[[merge]]\narticles = ["a.md", "b.md"]',
    ],
)
def test_what_is_said_twice_or_is_so_already_is_quiet(text: str) -> None:
    assert told(run("ab cd e", text, run("ab cd e").lock)) == []


# what stays true -------------------------------------------------------------------------------------------------


def test_ties_joints_and_the_rest_are_those_of_the_new_groups() -> None:
    given = msgspec.structs.replace(
        grouping("abc d e"),
        centrality=(("a", 0.4), ("b", 0.5), ("c", 0.3)),
        joints=(Joint(left=("a",), right=("b", "c"), score=0.2, threshold=0.1),),
        echoes=(tie("a", "d", 0.3), tie("a", "e", 0.3)),
    )
    done = run(given, '[[split]]\narticles = ["c.md"]\n[[merge]]\narticles = ["b.md", "d.md"]')
    found = done.grouping
    assert groups_of(done) == ["abd", "c", "e"]
    assert [(one.left, one.right) for one in found.ties] == [("a", "b")]
    assert found.joints == ()
    assert [one.right for one in found.echoes] == ["e"]
    assert dict(found.centrality).keys() == {"a", "b"}


def test_neither_the_order_of_entries_nor_a_second_build_makes_a_difference() -> None:
    names = "abcdefgh"
    for seed in range(150):
        chance = random.Random(seed)
        cut = sorted(chance.sample(range(1, 8), 3))
        words = [names[i:j] for i, j in zip([0, *cut], [*cut, 8], strict=True)]
        given = grouping(" ".join(words))
        lock = run(given).lock
        slugs = [f"story-{word[0]}" for word in words]
        one, two, three, four = chance.sample(names, 4)
        entries = chance.sample(
            [
                f'[[merge]]\nthreads = ["{slugs[0]}", "{slugs[1]}"]',
                f'[[move]]\narticle = "{one}.md"\nto = "{slugs[2]}"',
                f'[[split]]\narticles = ["{two}.md"]',
                f'[[apart]]\narticles = ["{three}.md", "{four}.md"]',
                f'[[close]]\nthread = "{slugs[3]}"',
                f'[[hide]]\nthread = "{slugs[2]}"',
            ],
            3,
        )
        done = run(given, "\n".join(entries), lock)
        if any(notice.severity == "error" for notice in done.notices):
            continue
        backwards = run(given, "\n".join(reversed(entries)), lock)
        assert shape(backwards) == shape(done), entries
        again = run(given, "\n".join(entries), done.lock)
        assert shape(again) == shape(done), entries
        assert {row.slug for row in lock.threads} <= {
            slug for thread in done.threads for slug in (thread.slug, *(one.slug for one in thread.lineage))
        }


# sagas -----------------------------------------------------------------------------------------------------------


def saga_of(*names: str) -> Saga:
    steps = tuple(SagaStep(earlier=a, later=b, tie=tie(a, b, 0.3)) for a, b in pairwise(names))
    return Saga(id=names[0], slug=f"story-{names[0]}", title="t", thread_ids=names, steps=steps)


def sagas(found: list[Saga], wanted: dict[str, str], hide: str = "") -> list[tuple[str, str, int]]:
    threads = [msgspec.structs.replace(thread, hidden=thread.id in hide) for thread in run("a b c d e f").threads]
    rules = [NamedSaga(name, tuple(ids), Rule(kind="saga")) for name, ids in wanted.items()]
    made = name_sagas(found, rules, threads)
    return [(saga.title if saga.named else "", "".join(saga.thread_ids), len(saga.steps)) for saga in made]


def test_a_saga_is_named_made_joined_and_parted() -> None:
    both = [saga_of("a", "b", "c"), saga_of("d", "e")]
    assert sagas(both, {}) == [("", "abc", 2), ("", "de", 1)]
    assert sagas(both, {"X": "b"}) == [("X", "abc", 2), ("", "de", 1)]
    assert sagas(both, {"X": "bd"}) == [("X", "abcde", 3)]
    assert sagas(both, {"X": "fa"}) == [("X", "abcf", 2), ("", "de", 1)]
    assert sagas(both, {"X": "ef", "Y": "d"}) == [("", "abc", 2), ("X", "ef", 0)]
    assert sagas([], {"X": "db"}) == [("X", "bd", 0)]


def test_hidden_threads_are_in_no_saga() -> None:
    assert sagas([saga_of("a", "b", "c"), saga_of("d", "e")], {}, hide="be") == [("", "ac", 0)]
    assert sagas([], {"X": "ab"}, hide="b") == []
