"""What the overlay is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import Notice
from builder.serve.outcome import Line, bug_of, excerpt, problem_of


def notice(path: str, line: int, severity: str = "error") -> Notice:
    return Notice(path, line, severity, "kind", f"message {line}", "remedy")  # type: ignore[arg-type]


def test_only_errors_are_a_problem() -> None:
    notices = [notice("b.md", 2), notice("a.md", 1, "warning"), notice("a.md", 3)]
    assert problem_of(notices[1:2], [], published=True) is None
    found = problem_of(notices, [], published=True)
    assert found is not None
    assert (found.kind, found.title) == ("partial", "The site is built, but 2 things are wrong")
    assert [one.where for one in found.notices] == ["a.md:3", "b.md:2"]
    failed = problem_of(notices, [], published=False)
    assert failed is not None
    assert failed.kind == "failed"


def test_a_long_list_is_cut_and_counted() -> None:
    found = problem_of([notice("a.md", line) for line in range(1, 31)], [], published=False)
    assert found is not None
    assert (len(found.notices), found.more) == (20, 10)


def test_an_excerpt_shows_the_lines_around(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"one\r\ntwo\nthree \xff\n" + b"x" * 1000 + b"\nfive\nsix")
    assert excerpt(notice("a.md", 3), [tmp_path / "none", tmp_path]) == (
        Line(1, "one"),
        Line(2, "two"),
        Line(3, "three \ufffd", True),
        Line(4, "x" * 240),
        Line(5, "five"),
    )
    assert [line.number for line in excerpt(notice("a.md", 6), [tmp_path])] == [4, 5, 6]
    assert excerpt(notice("a.md", 0), [tmp_path]) == ()


@pytest.mark.parametrize("path", ["../secret.md", "link.md", "none.md", "", "."])
def test_an_excerpt_is_of_a_file_of_the_site(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "link.md").symlink_to(tmp_path / "secret.md")
    assert excerpt(notice(path, 1), [tmp_path / "site"]) == ()


def test_a_bug_says_where_it_happened() -> None:
    try:
        raise ZeroDivisionError("in a stage")
    except ZeroDivisionError as error:
        found = bug_of(error)
    assert found.kind == "bug"
    assert found.notices[0].message == "ZeroDivisionError: in a stage"
    assert found.notices[0].where.startswith(__file__)
