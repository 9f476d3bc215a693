"""What is shown after a save is what a build would publish, and nothing is planned twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder import workbench
from builder.errors import DigestError
from builder.pipeline import build
from builder.threads.lockfile import LOCK_NAME
from builder.workbench import Planned, Workbench
from builder.workspace import Options
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("workbench")]

OPTIONS = Options(now=datetime(2026, 12, 1, tzinfo=UTC), workers=2)
CONTENT = REPOSITORY / "content"
FILES = sorted(path.relative_to(CONTENT).as_posix() for path in CONTENT.rglob("*") if path.is_file())[::2]
JOINED = ("2026-09/standard-island-cut-off-after-ferry-grounding.md", "2026-09/telica-ferry-aground-cabo-tesso.md")
THEME = 'name = "own"\nextends = "default"\nviews = 1\n'
FRONT = '{% extends "default/front.html" %}{% block footer %}{{ super() }}<p>MARK</p>{% endblock %}\n'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the example newsroom with a theme of its own, built."""
    root = tmp_path_factory.mktemp("workbench") / "site"
    for name in FILES:
        (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONTENT / name, root / "content" / name)
    toml = (REPOSITORY / "site.toml").read_text(encoding="utf-8")
    (root / "site.toml").write_text(toml + '\n[theme]\nname = "own"\n', encoding="utf-8")
    (root / "themes/own/templates").mkdir(parents=True)
    (root / "themes/own/static").mkdir()
    (root / "themes/own/theme.toml").write_text(THEME, encoding="utf-8")
    (root / "themes/own/templates/front.html").write_text(FRONT, encoding="utf-8")
    build(root, OPTIONS)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A copy of the built site."""
    shutil.copytree(built, tmp_path / "site", symlinks=True)
    return tmp_path / "site"


@pytest.fixture
def bench(root: Path) -> Iterator[Workbench]:
    """The site on the bench, looked at once."""
    bench = Workbench(root, lambda: OPTIONS)
    bench.refresh()
    assert bench.plan().changed
    return bench


def published(root: Path) -> dict[str, bytes]:
    public = root / "public"
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}


def made(planned: Planned) -> dict[str, bytes]:
    return {path: make() for path, make in planned.pages.items()}


def edit(root: Path) -> None:
    with (root / "content" / FILES[3]).open("a", encoding="utf-8") as file:
        file.write("\nOn Tuesday the office said that nothing else was known.\n")


def add(root: Path) -> None:
    """One more report of a story that is here: half of what two others say."""
    bodies = [(CONTENT / name).read_text(encoding="utf-8").split("\n---\n", 1)[1] for name in JOINED]
    text = "\n\n".join(part for body in bodies for part in body.strip().split("\n\n")[::2])
    head = "---\ntitle: What is known of the ferry aground\nsource: Bench\ndate: 2026-09-15\n---\n"
    (root / "content/new.md").write_text(head + text, encoding="utf-8")


def delete(root: Path) -> None:
    (root / "content" / FILES[5]).unlink()


def name(root: Path) -> None:
    toml = (root / "site.toml").read_text(encoding="utf-8")
    (root / "site.toml").write_text(toml.replace('\ntitle = "', '\ntitle = "The other ', 1), encoding="utf-8")


def redraw(root: Path) -> None:
    (root / "themes/own/templates/front.html").write_text(FRONT.replace("MARK", "redrawn"), encoding="utf-8")


def restyle(root: Path) -> None:
    (root / "themes/own/static/own.css").write_text("p { color: red }", encoding="utf-8")


def reword(root: Path) -> None:
    (root / "themes/own/i18n").mkdir()
    (root / "themes/own/i18n/en.toml").write_text('"nav.about" = "Who we are"\n', encoding="utf-8")


@pytest.mark.parametrize("change", [edit, add, delete, name, redraw, restyle, reword])
def test_what_is_shown_is_what_a_build_publishes(bench: Workbench, root: Path, change: Callable[[Path], None]) -> None:
    change(root)
    shown = bench.plan()
    assert (shown.changed, shown.provisional) == (True, False)
    pages = made(shown)
    build(root, OPTIONS)
    told = published(root)
    # The search is indexed by a build, and with it which stories are like which.
    apart = {path for path in pages.keys() | told.keys() if pages.get(path) != told.get(path)}
    assert {path for path in apart if not path.startswith(("search/", "stories/"))} == set()
    assert len([path for path in apart if path.startswith("stories/")]) <= 12
    bench.refresh()
    assert made(bench.plan()) == told
    assert not bench.plan().changed


def test_a_large_site_leaves_its_stories_until_it_is_looked_at_closely(
    bench: Workbench, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "PROMPT", 0)
    add(root)
    edit(root)
    delete(root)
    hasty = bench.plan()
    assert hasty.provisional
    assert hasty.pages["articles/new/index.html"]()
    exact = bench.plan(exact=True)
    assert (exact.provisional, exact.changed) == (False, True)
    # Alone at first, then with the story that it tells of.
    assert len(stories(hasty)) == len(stories(exact)) + 1
    assert not bench.plan(exact=True).changed
    build(root, OPTIONS)
    bench.refresh()
    assert made(bench.plan()) == published(root)


def stories(planned: Planned) -> set[str]:
    return {path for path in planned.pages if path.startswith("stories/") and path.endswith("/index.html")}


def test_nothing_is_planned_twice(bench: Workbench, root: Path) -> None:
    first = bench.plan()
    assert (first.changed, first.samples) == (False, ())
    redraw(root)
    second = bench.plan()
    assert second.changed
    # A page of each kind is worth a try under a new theme.
    assert {"index.html", "about/index.html"} <= set(second.samples)
    assert len([path for path in second.samples if path.startswith("stories/")]) == 1
    assert b"redrawn" in second.pages["index.html"]()
    # What was planned before goes on being what it was.
    assert b"redrawn" not in first.pages["index.html"]()
    assert b"redrawn" in second.pages["index.html"]()


def test_what_is_saved_as_it_was_is_no_change(bench: Workbench, root: Path) -> None:
    for place in ("themes/own/templates/front.html", f"content/{FILES[3]}", "site.toml"):
        text = (root / place).read_text(encoding="utf-8")
        (root / place).write_text(text, encoding="utf-8")
        assert not bench.plan().changed, place


def test_before_the_first_close_look_the_published_search_is_shown(root: Path) -> None:
    told = published(root)
    assert made(Workbench(root, lambda: OPTIONS).plan()).keys() == told.keys()


def test_a_style_sheet_alone_is_swapped(bench: Workbench, root: Path) -> None:
    restyle(root)
    assert not bench.plan().restyled  # A new file is a change of the pages that may name it.
    (root / "themes/own/static/own.css").write_text("p { color: green }", encoding="utf-8")
    second = bench.plan()
    assert second.restyled
    (former,) = second.renamed
    assert second.pages[second.renamed[former]]() == b"p { color: green }"
    (root / "themes/own/static/own.css").write_text("p { color: blue }", encoding="utf-8")
    third = bench.plan()
    # A page that has been open since the first sheet finds the third.
    assert third.pages[third.renamed[former]]() == b"p { color: blue }"
    redraw(root)
    assert not bench.plan().restyled


def test_a_mistake_is_told_and_once_mended_all_is_as_before(bench: Workbench, root: Path) -> None:
    toml = (root / "site.toml").read_text(encoding="utf-8")
    before = made(bench.plan())
    (root / "site.toml").write_text(toml + "\n[nonsense]\n", encoding="utf-8")
    with pytest.raises(DigestError, match="nonsense"):
        bench.plan()
    (root / "site.toml").write_text(toml, encoding="utf-8")
    assert made(bench.plan()) == before


def test_nothing_is_written_but_the_cache(bench: Workbench, root: Path) -> None:
    before, lock = published(root), (root / LOCK_NAME).read_bytes()
    edit(root)
    add(root)
    made(bench.plan())
    assert published(root) == before
    assert (root / LOCK_NAME).read_bytes() == lock


def test_a_damaged_store_costs_time_only(bench: Workbench, root: Path) -> None:
    (root / ".digest/cache.sqlite").write_bytes(b"no store" * 1000)
    edit(root)
    planned = made(bench.plan())
    (root / ".digest/cache.sqlite").write_bytes(b"no store" * 1000)
    bench.embed()
    build(root, OPTIONS)
    bench.refresh()
    told = published(root)
    apart = {path for path in planned.keys() | told.keys() if planned.get(path) != told.get(path)}
    assert {path for path in apart if not path.startswith(("search/", "stories/"))} == set()
