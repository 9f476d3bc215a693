"""`close`: threads that take no later articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.errors import Notice
from builder.threads.editorial.names import clash

if TYPE_CHECKING:
    from builder.threads.editorial.file import Rule
    from builder.threads.editorial.forest import Bond
    from builder.threads.editorial.groups import Regrouping


def close_threads(work: Regrouping) -> None:
    """Leave in each closed thread the articles that it had (or those up to a day); the others form groups of their own.

    Without a day these are what the lockfile names; articles of it that now look like another story stay.
    """
    rows = []
    for rule in work.of("close"):
        for ref in work.refs(rule):
            if anchors := work.whereabouts(ref):
                rows.append((anchors[0], ref.thread, rule))
            else:
                work.found.stale(rule, ref.name)
    closed: dict[tuple[str, ...], Rule] = {}
    groups = {anchor: work.forest.group(anchor) for anchor, _, _ in rows}
    for anchor, thread, rule in sorted(rows, key=lambda row: (row[0], row[2].line)):
        other = closed.setdefault(groups[anchor], rule)
        if other.day != rule.day:
            work.notices.append(clash(rule, "close gives another day than {other} for one thread", other))
        elif other is rule and (kept := _close(work, anchor, thread, rule)):
            work.mark(rule, (kept,), ())


def _home(work: Regrouping, name: str) -> str:
    return next((row.id for row in work.homes.rows.values() if name in row.members), "")


def _close(work: Regrouping, anchor: str, thread: str, rule: Rule) -> str:
    """Returns an article of the closed thread, empty when there would be none; `thread` is the locked one if named."""
    group = work.forest.group(anchor)
    home = thread or _home(work, anchor)
    staying = _up_to_day(work, group, thread, rule) if rule.day else _staying(work, group, home)
    if rule.day:
        home = _of_most(work, staying)
    if not staying:
        what = "close leaves the thread no article: all are later"
        work.notices.append(Notice(rule.path, rule.line, "warning", "editorial-stale", what, "correct `after`"))
        return ""
    for name in sorted(set(group) - staying):
        for bond in work.forest.around(name):
            if {bond.left, bond.right} & staying:
                _forbid(work, rule, bond, name)
                work.forest.cut(bond)
    work.forest.keep(staying)
    if home:
        work.homes.leave(home, set(group) - staying)
        if rule.day is None:
            _bring_back(work, min(staying), home, rule)
    return min(staying)


def _of_most(work: Regrouping, names: set[str]) -> str:
    """The locked thread that most of `names` are of, empty when there is none."""
    counts = {row.id: len(names & row.members.keys()) for row in work.homes.rows.values()}
    return min((name for name in counts if counts[name]), key=lambda name: (-counts[name], name), default="")


def _up_to_day(work: Regrouping, group: tuple[str, ...], thread: str, rule: Rule) -> set[str]:
    """The articles up to the rule's day and the undated; none when the thread that was named has only later ones."""
    end = work.names.setting.end_of(rule.day) if rule.day else work.names.setting.now
    dates = {name: work.names.by_id[name].published for name in group}
    early = {name for name, when in dates.items() if when is None or when < end}
    own = work.homes.rows[thread].members.keys() & set(group) if thread in work.homes.locked else early
    return early if early & own else set()


def _staying(work: Regrouping, group: tuple[str, ...], home: str) -> set[str]:
    """The articles that the lock has in the thread, or in one that is merged with it."""
    if home not in work.homes.locked:
        # No build has locked it yet: this one will.
        return set(group)
    allowed = set(work.homes.rows[home].members)
    for other in work.of("merge"):
        named = work.merged(other)
        if set(group) & set(named):
            for name in named:
                allowed |= {name, *(work.homes.rows[owner].members if (owner := _home(work, name)) else ())}
    return set(group) & allowed


def _forbid(work: Regrouping, rule: Rule, bond: Bond, name: str) -> None:
    """An article that a person brought into the thread: against another entry that is a contradiction."""
    if bond.rule is None or bond.rule.kind == "split":
        return
    path = work.names.by_id[name].path
    if bond.rule.kind == "thread":
        what = f"its `thread` is closed by {rule.place}: it stays out"
        work.notices.append(Notice(bond.rule.path, 0, "warning", "editorial-stale", what, "remove `thread`"))
        work.release(name)
        return
    what = f"close keeps later articles out, but {{other}} brings `{path}` in"
    remedy = "move it first and close after the next build, or remove one of the two"
    work.notices.append(clash(rule, what, bond.rule, remedy))


def _bring_back(work: Regrouping, anchor: str, home: str, rule: Rule) -> None:
    """The locked articles that the model would now put elsewhere, unless another entry has a say."""
    kept = {name for left, right, _ in work.pairs for name in (left, right)}
    kept |= {name for other in work.of("merge") for name in work.merged(other)}
    group = set(work.forest.group(anchor))
    for name in sorted(work.homes.rows[home].members):
        if name in group or name not in work.names.by_id or name in work.homes.placed:
            continue
        if not kept & set(work.forest.group(name)):
            work.forest.take([name])
            work.forest.link((anchor, name), rule)
