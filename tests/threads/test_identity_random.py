"""What holds for addresses whatever happens to the articles."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.model import Span
from builder.threads.identity import Assignment, assign
from builder.threads.lockfile import Lock, addresses, dump, parse
from builder.threads.types import Grouping
from tests.threads.test_identity import article

TITLES = ("Strike ends", "Strike ends", "Ferry aground")
ARTICLES = [
    msgspec.structs.replace(article(name, day % 7 or None, TITLES[day % 3]), text=name, lede=Span(0, 1))
    for day, name in enumerate("abcdefgh")
]

# Which group each article is in; 0: it is not on the site.
Step = tuple[int, ...]
STEPS = st.lists(st.tuples(*[st.integers(0, 4)] * len(ARTICLES)), min_size=1, max_size=6)


def build(step: Step, lock: Lock) -> Assignment:
    present = [one for one, group in zip(ARTICLES, step, strict=True) if group]
    groups: dict[int, list[str]] = {}
    for one, group in zip(ARTICLES, step, strict=True):
        if group:
            groups.setdefault(group, []).append(one.id)
    return assign(Grouping(tuple(map(tuple, groups.values()))), present, lock)


def walk(steps: Sequence[Step]) -> list[Assignment]:
    made: list[Assignment] = []
    for step in steps:
        made.append(build(step, made[-1].lock if made else Lock()))
    return made


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_an_address_once_published_leads_somewhere_for_ever(steps: list[Step]) -> None:
    known: dict[str, str] = {}
    for step, made in zip(steps, walk(steps), strict=True):
        now = [(row.id, row.slug) for row in addresses(made.lock)]
        assert len({slug for _, slug in now}) == len({name for name, _ in now}) == len(now)
        assert known.items() <= dict(now).items()
        known |= dict(now)
        here = {one.id for one, group in zip(ARTICLES, step, strict=True) if group}
        pages = {thread.slug for thread in made.threads}
        leads = {row.slug for thread in made.threads for row in thread.lineage}
        waiting = [row for row in made.lock.threads if row.retired]
        # Nothing waits of which an article is here, and every other address is a page or leads to one.
        assert not [row for row in waiting if here & row.absent.keys()]
        assert not [one for row in waiting for one in row.lineage if here & set(one.members)]
        assert not pages & leads
        assert pages | leads | {one.slug for row in waiting for one in (row, *row.lineage)} == set(known.values())


@settings(max_examples=150, deadline=None)
@given(STEPS, st.randoms(use_true_random=False))
def test_neither_order_nor_a_second_build_changes_anything(steps: list[Step], chance: random.Random) -> None:
    walked = walk(steps)
    for step, made in zip(steps, walked, strict=True):
        assert parse(dump(made.lock)) == made.lock
        assert build(step, made.lock) == made
    made, before = walked[-1], walked[-2].lock if len(steps) > 1 else Lock()
    groups = [list(thread.article_ids) for thread in made.threads]
    for group in groups:
        chance.shuffle(group)
    chance.shuffle(groups)
    present = [one for one, group in zip(ARTICLES, steps[-1], strict=True) if group]
    chance.shuffle(present)
    mixed = list(before.threads)
    chance.shuffle(mixed)
    assert assign(Grouping(tuple(map(tuple, groups))), present, Lock(threads=tuple(mixed))) == made


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sets(st.sampled_from("abcdefgh")))
def test_taking_articles_away_never_renames_a_thread(steps: list[Step], gone: set[str]) -> None:
    made = walk(steps)[-1]
    left = tuple(0 if one.id in gone else group for one, group in zip(ARTICLES, steps[-1], strict=True))
    after = build(left, made.lock)
    slug_of = {member: thread.slug for thread in made.threads for member in thread.article_ids}
    assert {m: t.slug for t in after.threads for m in t.article_ids} == {
        name: slug for name, slug in slug_of.items() if name not in gone
    }
    # And when they come back, all is as it was.
    back = build(steps[-1], after.lock)
    assert [(thread.id, thread.article_ids) for thread in back.threads] == [
        (thread.id, thread.article_ids) for thread in made.threads
    ]


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_an_address_goes_with_more_than_half_of_its_articles(steps: list[Step]) -> None:
    made = walk(steps)
    for before, after in pairwise(made):
        leads = {thread.slug: thread for thread in after.threads}
        leads |= {row.slug: thread for thread in after.threads for row in thread.lineage}
        here = {name for thread in after.threads for name in thread.article_ids}
        for row in before.lock.threads:
            members = row.members.keys() & here
            most = [t for t in after.threads if 2 * len(members & set(t.article_ids)) > len(members)]
            if most and not row.lineage:
                assert leads[row.slug] == most[0]
