"""Groups as a person would have them: the rules of `editorial.toml` that say which articles are one thread.

The order: articles that are split off or moved leave their groups; what `merge` names by article and what moves to an
article is tied; `apart` cuts the weakest tie on the way; then threads named by their address are merged and moved to;
`close` comes last. Within each step the order of the entries makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import msgspec

from builder.errors import Notice
from builder.model import Article
from builder.threads.editorial.closing import close_threads
from builder.threads.editorial.file import Rule, problem
from builder.threads.editorial.forest import Bond, Forest
from builder.threads.editorial.homes import Homes
from builder.threads.editorial.names import Articles, clash
from builder.threads.editorial.refs import Ref, Refs
from builder.threads.identity import assign
from builder.threads.lockfile import Lock
from builder.threads.moved import follow_moved
from builder.threads.types import Grouping


class Mark(msgspec.Struct, frozen=True):
    """A rule that was applied: the threads of `touched` say so, `articles` are what it was about."""

    rule: Rule
    touched: tuple[str, ...]
    articles: tuple[str, ...] = ()


class Regrouped(msgspec.Struct, frozen=True):
    """Groups after the rules, the lock that gives them their addresses, and what was applied and found."""

    grouping: Grouping
    lock: Lock
    marks: tuple[Mark, ...] = ()
    notices: tuple[Notice, ...] = ()


def regroup(
    grouping: Grouping, articles: Sequence[Article], names: Articles, lock: Lock, rules: Sequence[Rule]
) -> Regrouped:
    """Apply the rules about groups; those about whole threads are left alone. Nothing is raised: see the notices."""
    return Regrouping(grouping, articles, names, lock, rules).run()


class Regrouping:
    """One application of rules; `close_threads` works on it too."""

    def __init__(
        self, grouping: Grouping, articles: Sequence[Article], names: Articles, lock: Lock, rules: Sequence[Rule]
    ) -> None:
        known = follow_moved(lock, articles)
        self.names = names
        self.rules = sorted(rules, key=lambda rule: (bool(rule.line), rule.line, rule.path))
        self.homes = Homes(known, names.by_id)
        self.found = Refs(known, names, self.homes, lambda: assign(grouping, articles, known).lock)
        self.forest = Forest(grouping.groups, grouping.ties)
        self.notices: list[Notice] = []
        self.pairs: list[tuple[str, str, Rule]] = []
        self._grouping = grouping
        self._group_of = {name: group for group in grouping.groups for name in group}
        self._central = dict(grouping.centrality)
        self._marks: list[Mark] = []
        self._ids: dict[Rule, tuple[str, ...]] = {}
        self._refs: dict[Rule, tuple[Ref, ...]] = {}
        self._placed: dict[str, Rule] = {}
        self._owned: dict[str, list[tuple[str, ...]]] = {}

    def run(self) -> Regrouped:
        """Every step, in order."""
        for rule in self.rules:
            self._ids[rule] = self.found.articles(rule)
            self._refs[rule] = self.found.threads(rule)
        self._place()
        self.forest.take(self._placed)
        self._join_articles()
        self._keep_apart()
        self._join_threads()
        self._verify()
        close_threads(self)
        notices = (*self.notices, *self.found.notices)
        return Regrouped(self._result(), self._settled(), tuple(self._marks), notices)

    def of(self, kind: str) -> list[Rule]:
        """The rules of one kind, in order."""
        return [rule for rule in self.rules if rule.kind == kind]

    def refs(self, rule: Rule) -> tuple[Ref, ...]:
        """The threads that a rule names and that are known."""
        return self._refs[rule]

    def mark(self, rule: Rule, touched: Sequence[str], articles: Sequence[str]) -> None:
        """Remember that a rule was applied."""
        if touched:
            self._marks.append(Mark(rule, tuple(touched), tuple(articles)))

    def release(self, name: str) -> None:
        """No rule has a say on this article any more."""
        self._placed.pop(name, None)

    # placing single articles -------------------------------------------------------------------------------------

    def _place(self) -> None:
        """Which rule has a say on which article: the file's before the article's own."""
        for rule in (*self.of("thread"), *self.of("split"), *self.of("move")):
            for name in self._ids[rule] if rule.kind == "split" or self._refs[rule] else ():
                self._place_one(rule, name)
        for rule in self.of("merge"):
            for name in (*self._ids[rule], *(ref.article for ref in self._refs[rule] if ref.article)):
                other = self._placed.get(name)
                if other and other.kind == "thread":
                    self.release(name)
                elif other:
                    what = f"merge names `{self._path(name)}`, which {other.kind} ({{other}}) takes from its thread"
                    remedy = "name the thread by another of its articles, or remove one of the two"
                    self.notices.append(clash(rule, what, other, remedy))
        for name, rule in self._placed.items():
            self.homes.placed[name] = "split" if rule.kind == "split" else "move"

    def _place_one(self, rule: Rule, name: str) -> None:
        if any(ref.article == name for ref in self._refs[rule]):
            if rule.kind == "move":
                message = f"move names `{self._path(name)}` as the thread to move it to"
                self.notices.append(problem(rule.line, message, "name another article of that thread"))
            return
        other = self._placed.get(name)
        if other is None or other.kind == "thread":
            self._placed[name] = rule
        elif self._where(rule) != self._where(other):
            what = f"{rule.kind} puts `{self._path(name)}` in one thread, {{other}} in another"
            self.notices.append(clash(rule, what, other))

    def _where(self, rule: Rule) -> object:
        """Equal for rules that place an article alike."""
        split = frozenset(self._ids[rule]) if rule.kind == "split" else frozenset()
        return (split, tuple((ref.article, ref.thread) for ref in self._refs[rule]))

    def _path(self, name: str) -> str:
        return self.names.by_id[name].path

    # ties between articles ---------------------------------------------------------------------------------------

    def _join_articles(self) -> None:
        split = [
            (tuple(name for name in self._ids[rule] if self._placed[name] is rule), rule) for rule in self.of("split")
        ]
        merge = [
            ((*self._ids[rule], *(ref.article for ref in self._refs[rule] if ref.article)), rule)
            for rule in self.of("merge")
        ]
        moved = [
            ((name, ref.article), rule)
            for name, rule in self._placed.items()
            for ref in self._refs[rule]
            if ref.article
        ]
        self._link([*split, *merge, *moved])

    def _link(self, links: Sequence[tuple[tuple[str, ...], Rule]]) -> None:
        for names, rule in sorted(links, key=lambda link: (sorted(link[0]), link[1].line)):
            self.forest.link(names, rule)

    def _keep_apart(self) -> None:
        for rule in self.of("apart"):
            ids = sorted(self._ids[rule])
            self.pairs += [(left, right, rule) for left, right in combinations(ids, 2)]
            self.mark(rule, ids if len(ids) > 1 else (), ids)
        self.pairs.sort(key=lambda pair: (pair[0], pair[1], pair[2].line))
        for left, right, _ in self.pairs:
            if bond := self.forest.weakest(left, right):
                self.forest.cut(bond)

    # ties between threads ----------------------------------------------------------------------------------------

    def _join_threads(self) -> None:
        self._owned = self.homes.owners(self.forest.groups())
        links: list[tuple[tuple[str, ...], Rule]] = []
        for rule in self.of("merge"):
            named = [*self._ids[rule]]
            for ref in self._refs[rule]:
                anchors = self.whereabouts(ref)
                if not anchors:
                    self.found.stale(rule, ref.name)
                elif other := self._taken(ref, anchors[0]):
                    what = f"merge names the thread `{ref.name.text}`, whose articles {other.kind} ({{other}}) takes"
                    remedy = "name the thread that they are in, or move these articles"
                    self.notices.append(clash(rule, what, other, remedy))
                named += anchors
            named = list(dict.fromkeys(named))
            links.append((tuple(named), rule))
            self.mark(rule, named if len(named) > 1 else (), named)
        links += [
            ((name, *(self.anchors(ref) or self._movers[ref.thread])[:1]), rule)
            for name, rule in self._placed.items()
            for ref in self._refs[rule]
            if ref.thread
        ]
        self._link(links)
        for rule in (*self.of("split"), *self.of("move"), *self.of("thread")):
            ids = tuple(name for name in self._ids[rule] if self._placed.get(name) is rule)
            left = {name for one in ids for name in self._group_of[one] if name not in self._placed}
            self.mark(rule, (*ids, *sorted(left)), ids)

    def _taken(self, ref: Ref, name: str) -> Rule | None:
        """The rule that takes all articles of a thread, that of `name` among them, from it: none is left to go by."""
        known = ref.article or name in self._movers.get(ref.thread, ())
        return None if known else self._placed.get(name)

    @cached_property
    def _movers(self) -> dict[str, tuple[str, ...]]:
        """Thread id -> the articles that move to it, for threads that have no other article."""
        movers: dict[str, list[str]] = {}
        for name, rule in sorted(self._placed.items()):
            for ref in self._refs[rule]:
                if ref.thread and not self.anchors(ref):
                    movers.setdefault(ref.thread, []).append(name)
        return {thread: tuple(names) for thread, names in movers.items()}

    def whereabouts(self, ref: Ref) -> tuple[str, ...]:
        """As `anchors`; of a thread whose own articles all move, one that moves to it, else one of those that leave."""
        found = self.anchors(ref) or self._movers.get(ref.thread, ())[:1]
        gone = sorted(name for name in ref.members if name in self._placed)
        if found or not gone:
            return found
        where = [self._where(self._placed[name]) for name in gone]
        return (max(gone, key=lambda name: where.count(self._where(self._placed[name]))),)

    def anchors(self, ref: Ref) -> tuple[str, ...]:
        """An article in each group that a thread is, its largest part first: the most central of the thread's own."""
        if ref.article:
            return (ref.article,)
        voters = self.homes.voters(ref.members)
        if not voters:
            return ()
        groups = [] if ref.former else self._owned.get(ref.thread, [])
        parts = [tuple(name for name in group if name in set(voters)) for group in groups]
        parts = [part for part in parts if part] or [max(self._parts(voters), key=len)]
        return tuple(min(part, key=lambda name: (-self._central.get(name, 0.0), name)) for part in parts)

    def _parts(self, names: Sequence[str]) -> list[tuple[str, ...]]:
        """`names` by group, in order."""
        parts: dict[tuple[str, ...], list[str]] = {}
        for name in names:
            parts.setdefault(self.forest.group(name), []).append(name)
        return [tuple(part) for part in parts.values()]

    def merged(self, rule: Rule) -> tuple[str, ...]:
        """The articles that a merge goes by."""
        return (*self._ids[rule], *(name for ref in self._refs[rule] for name in self.anchors(ref)))

    # what cannot be ----------------------------------------------------------------------------------------------

    def _verify(self) -> None:
        told: set[tuple[Rule, Bond]] = set()
        for left, right, rule in self.pairs:
            bond = _blamed(self.forest.way(left, right), rule)
            if bond and bond.rule and (rule, bond) not in told:
                told.add((rule, bond))
                what = f"apart keeps `{self._path(left)}` from `{self._path(right)}`, but {{other}} makes them one"
                self.notices.append(clash(rule, what, bond.rule))
        for rule in self.of("split"):
            bond = self._rejoined(rule)
            if bond and bond.rule:
                what = f"split takes `{self._path(self._ids[rule][0])}` out of its thread, but {{other}} puts it back"
                self.notices.append(clash(rule, what, bond.rule))

    def _rejoined(self, rule: Rule) -> Bond | None:
        """What holds a part that was split off to the rest that it was split from."""
        for name in self._ids[rule][:1]:
            for rest in self._group_of[name]:
                if rest not in self._placed and (bond := _blamed(self.forest.way(name, rest), rule)):
                    return bond
        return None

    # what comes of it --------------------------------------------------------------------------------------------

    def _result(self) -> Grouping:
        """Groups, and whatever of the rest is still true of them."""
        groups = self.forest.groups()
        of = {name: group for group in groups for name in group}
        old = self._grouping
        return msgspec.structs.replace(
            old,
            groups=groups,
            ties=tuple(tie for tie in old.ties if of[tie.left] == of[tie.right]),
            centrality=tuple(row for row in old.centrality if len(of[row[0]]) > 1),
            joints=tuple(one for one in old.joints if len({of[name] for name in (*one.left, *one.right)}) == 1),
            echoes=tuple(tie for tie in old.echoes if of[tie.left] != of[tie.right]),
        )

    def _settled(self) -> Lock:
        """The lock, in which articles that a rule moves are where they are moved to."""
        owned = self.homes.owners(self.forest.groups())
        owner_of = {group: name for name, groups in owned.items() for group in groups}
        moved: dict[str, str] = {}
        for name, rule in self._placed.items():
            for ref in self._refs[rule]:
                home = ref.thread or owner_of.get(self.forest.group(name), "")
                if home in self.homes.rows:
                    moved[name] = home
        named = {ref.thread for refs in self._refs.values() for ref in refs}
        for row in [self.homes.rows[name] for name in sorted(named & self.homes.rows.keys())]:
            # A thread that is named by its address keeps it for what is not split off.
            off = [name for name in row.members if self.homes.placed.get(name) == "split"]
            if any(name in self.names.by_id and name not in off for name in row.members):
                self.homes.leave(row.id, off)
        self.homes.settle(moved)
        return self.homes.lock()


def _blamed(way: Sequence[Bond], rule: Rule) -> Bond | None:
    """The first bond on a way that another rule made."""
    return next((bond for bond in way if bond.rule and bond.rule is not rule), None)
