"""`digest deploy --branch`: the built site becomes a commit on a branch of its own, and is pushed.

git itself is asked, never the working tree: objects are hashed, those that the branch lacks go to `git fast-import` as
one commit on top of the branch, and that commit is pushed. The user's checkout, index and current branch stay as they
are.

What a branch holds that Digest did not write stays (a CNAME that GitHub has put there, say). Which files are Digest's
is told by its last commit on the branch, which names what it left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from builder.deploy.files import Deployed, SiteFile, parents, writing_order
from builder.deploy.git import Git
from builder.errors import DigestError, Notice, mistake

_MARK = "Digest-Deploy: 1"
"""The line of a commit message by which Digest knows its own commits."""
_KEPT = "Digest-Kept: "
_EMPTY_FILE = b""
_SHOWN = 20


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Where to and how: `cname` is the host of the file CNAME, None for whatever the branch has."""

    branch: str
    remote: str = "origin"
    cname: str | None = None
    history: bool = True
    take_over: bool = False
    dry_run: bool = False


class _Branch(msgspec.Struct, frozen=True):
    """A branch as it is: its commit (empty when there is none), its files' blobs by path, those that Digest wrote."""

    tip: str
    blobs: dict[str, str]
    ours: dict[str, str]


class _Plan(msgspec.Struct, frozen=True):
    """What the new commit changes: path to blob written, and the paths deleted."""

    written: dict[str, str]
    gone: tuple[str, ...]
    kept: tuple[str, ...]


def deploy_branch(root: Path, tree: Path, files: Sequence[SiteFile], wish: Wish, now: datetime) -> Deployed:
    """Bring the site in `tree` to the branch; a branch that holds it already gets no commit.

    Raises `DigestError` when there is no repository, when the branch is one that is worked on, when it has files of
    others in the way, and for everything that git refuses.
    """
    git = _repository(root, wish)
    before = _look(git, wish)
    extra = {".nojekyll": _EMPTY_FILE}
    if wish.cname is not None:
        extra["CNAME"] = f"{wish.cname}\n".encode()
    blobs = _hashed(git, tree, files) | {path: _hash(git, raw) for path, raw in extra.items()}
    plan = _planned(before, blobs, wish)
    tip = ""
    if (plan.written or plan.gone) and not wish.dry_run:
        tip = _commit(git, tree, before, plan, extra, wish, now)
        _push(git, before.tip, tip, wish)
    new = [path for path in plan.written if path not in before.blobs]
    return Deployed(
        target=f"{wish.remote} {wish.branch}",
        new=tuple(sorted(new)),
        changed=tuple(sorted(plan.written.keys() - set(new))),
        deleted=plan.gone,
        unchanged=len(blobs) - len(plan.written),
        kept=plan.kept,
        commit=tip,
        dry_run=wish.dry_run,
    )


def _repository(root: Path, wish: Wish) -> Git:
    git = Git(root)
    if git.ask("rev-parse", "--git-dir") is None:
        raise mistake(str(root), "is in no git repository", "run `git init`, or deploy with --to FOLDER", kind="git")
    if git.ask("check-ref-format", "--branch", wish.branch) is None or wish.branch.startswith("-"):
        raise mistake(wish.branch, "is no name of a branch", "choose another, such as gh-pages", kind="git")
    current = (git.ask("symbolic-ref", "--short", "--quiet", "HEAD") or "").strip()
    if current == wish.branch:
        raise mistake(wish.branch, "is the branch you work on", "name one for the site alone: --branch gh-pages")
    if wish.remote.startswith("-"):
        raise mistake(wish.remote, "is no name of a remote", "name one of `git remote`", kind="git")
    return git


def _look(git: Git, wish: Wish) -> _Branch:
    """Ask the remote for the branch, and take what it has."""
    remedy = "name a remote of `git remote`, or its address, with --remote"
    listed = git.do("ls-remote", "--", wish.remote, f"refs/heads/{wish.branch}", remedy=remedy).split()
    if not listed:
        return _Branch("", {}, {})
    tip = listed[0]
    here = f"refs/digest/deployed/{wish.branch}"
    git.do("fetch", "--quiet", "--no-tags", "--", wish.remote, f"+refs/heads/{wish.branch}:{here}")
    blobs = _blobs(git, tip)
    if "site.toml" in blobs:
        raise mistake(wish.branch, "holds a site.toml: it is a site's source", "name a branch for the site alone")
    return _Branch(tip, blobs, _ours(git, tip))


def _blobs(git: Git, commit: str) -> dict[str, str]:
    rows = git.do("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
    return {path: entry.split(" ")[2] for entry, _, path in (row.partition("\t") for row in rows if row)}


def _ours(git: Git, tip: str) -> dict[str, str]:
    """The files of Digest's last commit on the branch, but those that it left alone."""
    found = git.do("log", "-1", "--format=%H%n%B", f"--grep=^{_MARK}$", tip)
    if not found:
        return {}
    commit, *message = found.splitlines()
    kept = {json.loads(line.removeprefix(_KEPT)) for line in message if line.startswith(_KEPT)}
    return {path: blob for path, blob in _blobs(git, commit).items() if path not in kept}


def _hashed(git: Git, tree: Path, files: Sequence[SiteFile]) -> dict[str, str]:
    """Path to blob, byte for byte: no filter or line-end setting of the repository counts."""
    paths = "".join(f"{tree.resolve() / file.path}\n" for file in files).encode("utf-8", "surrogateescape")
    hashes = git.do("hash-object", "--no-filters", "--stdin-paths", given=paths).split()
    return {file.path: blob for file, blob in zip(files, hashes, strict=True)}


def _hash(git: Git, raw: bytes) -> str:
    return git.do("hash-object", "--stdin", "--no-filters", given=raw).strip()


def _planned(before: _Branch, blobs: dict[str, str], wish: Wish) -> _Plan:
    """What has to change. Raises `DigestError` naming files of others that stand in the way."""
    foreign = before.blobs.keys() - before.ours.keys()
    above = {folder for path in blobs for folder in parents(path)}
    blocking = {path for path in foreign if path in above or not blobs.keys().isdisjoint(parents(path))}
    taken = {path for path in foreign & blobs.keys() if before.blobs[path] != blobs[path] and path != "CNAME"}
    if (blocking or taken) and not wish.take_over:
        what = f"stands on {wish.branch}, and Digest did not write it"
        remedy = "remove it, or replace it with --take-over"
        rows = sorted(blocking | taken)[:_SHOWN]
        raise DigestError(*(Notice(path, 0, "error", "foreign", what, remedy) for path in rows))
    old = before.ours.keys() - blobs.keys()
    # CNAME may have been written for --cname, or by GitHub since: it goes only when somebody takes it out.
    gone = {path for path in old if before.blobs.get(path) == before.ours[path] and path != "CNAME"} | blocking
    written = {path: blob for path, blob in blobs.items() if before.blobs.get(path) != blob}
    kept = before.blobs.keys() - blobs.keys() - gone
    return _Plan(written, tuple(sorted(gone)), tuple(sorted(kept)))


def _commit(
    git: Git, tree: Path, before: _Branch, plan: _Plan, extra: dict[str, bytes], wish: Wish, now: datetime
) -> str:
    """Make the commit, on no branch of the user's; returns its name."""
    ref = f"refs/digest/new/{wish.branch}"
    message = "\n".join(
        (
            f"Deploy the site: {len(plan.written)} written, {len(plan.gone)} deleted",
            "",
            *(f"{_KEPT}{json.dumps(path)}" for path in plan.kept),
            _MARK,
            "",
        )
    ).encode()
    who = (git.ask("var", "GIT_COMMITTER_IDENT") or "").rpartition(">")[0]
    who = f"{who}>" if who else "digest deploy <digest@localhost>"

    def stream() -> Iterator[bytes]:
        yield f"commit {ref}\ncommitter {who} {int(now.timestamp())} +0000\n".encode("utf-8", "surrogateescape")
        yield b"data %d\n%b\n" % (len(message), message)
        if before.tip and wish.history:
            yield f"from {before.tip}\n".encode()
        elif before.tip:
            top = git.do("rev-parse", f"{before.tip}^{{tree}}").strip()
            yield f'M 040000 {top} ""\n'.encode()
        for path in plan.gone:
            yield f"D {path}\n".encode("utf-8", "surrogateescape")
        for path in sorted(plan.written, key=writing_order):
            raw = extra[path] if path in extra else (tree / path).read_bytes()
            yield f"M 100644 inline {path}\ndata {len(raw)}\n".encode("utf-8", "surrogateescape")
            yield raw
            yield b"\n"
        yield b"done\n"

    git.ask("update-ref", "-d", ref)
    git.stream("fast-import", "--quiet", "--force", "--done", given=stream())
    return git.do("rev-parse", ref).strip()


def _push(git: Git, old: str, new: str, wish: Wish) -> None:
    """Push the commit; a branch that somebody else has moved meanwhile is left as it is."""
    lease = () if wish.history else (f"--force-with-lease=refs/heads/{wish.branch}:{old}",)
    target = f"{new}:refs/heads/{wish.branch}"
    remedy = "deploy again if somebody else has just pushed there; else see that you may push"
    git.do("push", "--quiet", *lease, "--", wish.remote, target, remedy=remedy)
    git.do("update-ref", f"refs/digest/deployed/{wish.branch}", new)
    git.ask("update-ref", "-d", f"refs/digest/new/{wish.branch}")
