"""`digest diff`: what it says, to whom, and that it writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from builder.commands.diffing import LONGEST, Diff, markdown, show
from builder.threads.changes import KINDS, Change, Kind, Piece
from tests.newsroom import FILES

PIECES = tuple(Piece(f"2026-09/{number}.md") for number in range(8))


def change(kind: Kind, slug: str = "ferry", title: str = "Ferry aground", **facts: object) -> Change:
    return Change(kind=kind, id="a", slug=slug, title=title, **{"before": 1, "after": 2, **facts})


def diff(*changes: Change, lockfile: bool = True, rewritten: bool = True) -> Diff:
    counts = {kind: sum(row.kind == kind for row in changes) for kind in KINDS}
    return Diff(lockfile=lockfile, rewritten=rewritten, counts=counts, unchanged=1, changes=changes)


def shown(found: Diff, capsys: pytest.CaptureFixture[str], *, verbose: bool = False) -> str:
    show(found, verbose=verbose)
    return capsys.readouterr().out


def test_a_person_reads_what_would_happen_to_each_story(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        change("merged", addresses=("rescue",), added=(Piece("b.md", "rescue"),)),
        change("grown", added=(Piece("c.md", "bakery"), Piece("d.md"))),
        change("renamed", former_title="Ferry stranded"),
        change("redirected", title="", addresses=("bakery",)),
        change("gone", removed=(Piece("e.md"),)),
    )
    assert shown(diff(*rows), capsys).split("\n") == [
        "Merged (1)",
        "  Ferry aground  /stories/ferry/: 1 → 2 articles, with /stories/rescue/, which would lead here",
        "    + b.md",
        "",
        "Grown (1)",
        "  Ferry aground  /stories/ferry/: 1 → 2 articles",
        "    + c.md (from /stories/bakery/)",
        "    + d.md",
        "",
        "Renamed (1)",
        "  Ferry aground  /stories/ferry/: was “Ferry stranded”",
        "",
        "Leading elsewhere (1)",
        "  /stories/ferry/ would lead to /stories/bakery/",
        "",
        "Gone (1)",
        "  Ferry aground  /stories/ferry/: had 1 article; its address is kept for their return",
        "    - e.md",
        "",
        "1 merged, 1 grown, 1 renamed, 1 redirected, 1 gone; 1 story as it was",
        "",
    ]


def test_long_lists_are_cut_and_counted_unless_everything_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    found = diff(*(change("new", f"s{number}", added=PIECES) for number in range(25)))
    cut = shown(found, capsys)
    assert "  and 5 more (--verbose names them)" in cut
    assert "    + and 2 more" in cut
    assert "more" not in shown(found, capsys, verbose=True)


@pytest.mark.parametrize(
    ("found", "remark"),
    [
        (diff(lockfile=False), "There is no threads.lock yet, so every story is new; a build writes it."),
        (diff(), "A build would write threads.lock anew: articles have moved or been edited within their stories."),
    ],
)
def test_what_is_particular_about_the_lockfile_is_said(
    found: Diff, remark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert remark in shown(found, capsys)
    assert remark in markdown(found)
    assert "No story changes; 1 story as it was" in shown(found, capsys)


def test_a_headline_in_markdown_is_nothing_but_words() -> None:
    title = "*Cheap* [link](https://x.example) <img src=x> @reader #12 `code` | a_b\n# x"
    text = markdown(diff(change("new", title=title, added=(Piece("od`d.md"),))))
    assert (
        r"**\*Cheap\* \[link\]\(https://x.example\) &lt;img src=x&gt; @<!-- -->reader #<!-- -->12 \`code\` \| a\_b"
        " #<!-- --> x** `/stories/ferry/`: 2 articles  \n  `odˋd.md`" in text
    )


def test_markdown_folds_long_lists_and_stays_under_the_limit_of_a_comment() -> None:
    few = markdown(diff(*(change("new", f"s{number}") for number in range(5))))
    assert "#### New (5)\n\n- " in few
    many = markdown(diff(*(change("new", f"s{number}", "Title " * 20, added=PIECES) for number in range(3000))))
    assert len(many) <= LONGEST
    assert "<details><summary>New (3000)</summary>\n\n- " in many
    listed = many.count("\n- **")
    assert listed >= 50
    assert f"\n- and {3000 - listed} more\n\n</details>" in many


@pytest.mark.model
def test_the_command_tells_and_writes_nothing(
    write_site: Callable[..., Path], digest_command: Callable[..., CompletedProcess[str]]
) -> None:
    root = write_site(FILES)
    first = digest_command("diff", "--json", cwd=root)
    told = json.loads(first.stdout)
    assert (told["lockfile"], told["rewritten"], told["counts"]["new"], told["unchanged"]) == (False, True, 2, 0)
    assert sorted(path.name for path in root.iterdir()) == [".digest", "content", "site.toml"]
    assert digest_command("build", "--quiet", cwd=root).returncode == 0
    lock = (root / "threads.lock").read_bytes()
    same = digest_command("diff", "--exit-code", cwd=root)
    assert (same.returncode, same.stdout) == (0, "No story changes; 2 stories as they were\n")
    (root / "content/bakery.md").unlink()
    (root / "content/ferry-radio.md").rename(root / "content/radio.md")
    gone = digest_command("diff", "--markdown", cwd=root)
    assert gone.returncode == 0
    assert "#### Gone (1)\n\n- **Oldest bakery of Tamarel closes its ovens**" in gone.stdout
    assert "\x1b" not in gone.stdout
    asked = digest_command("diff", "--exit-code", "--quiet", cwd=root)
    assert (asked.returncode, asked.stdout) == (1, "")
    assert (root / "threads.lock").read_bytes() == lock
    assert digest_command("diff", "--markdown", "--json", cwd=root).returncode == 2
