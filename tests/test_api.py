"""The library: what it gives, and that its guide is true."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

import builder
from builder import api, api_rows
from builder.cli import digest
from tests.newsroom import FILES

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("api")]

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library") / "my-news"
    for name, content in {"site.toml": '[site]\ntitle = "Test"\n', **FILES}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(content))
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> builder.Site:
    return builder.load(root)


def test_importing_the_package_loads_nothing() -> None:
    code = "import builder, sys; print([m for m in sys.modules if m.startswith('builder.') or m == 'msgspec'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_name_of_the_library_can_be_taken_from_the_package(repository: Path) -> None:
    assert set(builder._API) == set(api.__all__)
    for name in api.__all__:
        assert getattr(builder, name) is getattr(api, name)
        assert name in dir(builder)
    stub = (repository / "builder/__init__.pyi").read_text()
    assert set(re.findall(r"import (\w+) as \1", stub)) == set(api.__all__)
    with pytest.raises(AttributeError):
        builder.nothing  # noqa: B018


def test_a_site_is_loaded_and_nothing_but_the_cache_is_written(root: Path, site: builder.Site) -> None:
    assert sorted(path.name for path in root.iterdir()) == [".digest", "content", "site.toml"]
    assert len(site.articles) == 3
    ferry = site.story("ferry-post.md")
    assert [one.path for one in site.members(ferry)] == ["ferry-post.md", "ferry-radio.md"]
    assert site.article("bakery.md") is site.article(site.article("bakery.md").id)
    assert site.compare(ferry.slug).thread_id == ferry.id


@pytest.mark.parametrize("table", get_args(api.Table))
def test_a_table_is_plain_and_has_the_columns_told(site: builder.Site, table: api.Table, repository: Path) -> None:
    rows = site.rows(table)
    assert table == "tensions" or rows
    for row in rows:
        assert tuple(row) == api_rows.COLUMNS[table]
        for value in row.values():
            assert isinstance(value, (str, bool, int, float, datetime, list, type(None))), value
    columns = site.columns(table)
    assert list(columns) == list(api_rows.COLUMNS[table])
    assert [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)] == rows
    json.dumps(rows, default=str)
    guide = (repository / "docs/how-to/use-as-a-library.md").read_text()
    told = next(line for line in guide.splitlines() if line.startswith(f"| `{table}` |"))
    assert tuple(re.findall(r"`(\w+)`", told.split("|")[3])) == api_rows.COLUMNS[table]


def test_every_text_of_a_table_stands_in_its_article(site: builder.Site) -> None:
    for table in ("sentences", "claims", "quotes"):
        for row in site.rows(table):
            assert site.article(row["article_id"]).text[row["start"] : row["end"]] == row["text"]


def test_a_table_of_one_story_is_part_of_the_whole(site: builder.Site) -> None:
    ferry = site.story("ferry-post.md")
    for table in get_args(api.Table):
        some, every = site.rows(table, ferry), site.rows(table)
        if table == "sources":
            assert {row["name"] for row in some} == {"The Lirio Post", "Radio Tamarel"}
        else:
            assert all(row in every for row in some)
    assert len(site.rows("articles", "bakery.md")) == 1
    with pytest.raises(ValueError, match="no table 'nothing'; there are articles"):
        site.rows("nothing")  # type: ignore[arg-type]


def test_comparing_a_site_that_has_changed_is_refused(write_site: Write) -> None:
    root = write_site(FILES)
    site = builder.load(root)
    (root / "content/bakery.md").unlink()
    with pytest.raises(builder.DigestError, match="has changed since it was loaded"):
        site.compare(site.stories[0])
    with pytest.raises(builder.DigestError, match="has changed since it was loaded"):
        site.search("ferry")


def test_a_search_finds_what_the_command_does(root: Path, site: builder.Site, repository: Path) -> None:
    rows = site.search("ferry aground")
    shown = CliRunner().invoke(digest, ["search", "--site", str(root), "--json", "ferry aground"])
    told = json.loads(shown.stdout)["results"]
    assert [(row["story"], round(row["score"], 3), row["by"], row["text"]) for row in rows] == [
        (one["slug"], one["score"], one["by"], one["sentence"]["text"]) for one in told
    ]
    assert rows[0]["story"] == site.story("ferry-post.md").slug
    guide = (repository / "docs/how-to/use-as-a-library.md").read_text()
    keys = [name for line in guide.split("| keys of a row |")[1].splitlines()[2:5]
            for name in re.findall(r"`(\w+)`", line.split("|")[1])]  # fmt: skip
    for row in rows:
        assert tuple(row) == api_rows.FOUND == tuple(keys)
        assert site.article(row["article_id"]).text[row["start"] : row["end"]] == row["text"]
    json.dumps(rows, default=str)


def test_a_search_is_ordered_limited_and_by_words_alone_when_asked(site: builder.Site) -> None:
    everything = site.search("before:2100", sort="newest")
    assert [row["last"] for row in everything] == sorted((row["last"] for row in everything), reverse=True)
    assert {(row["score"], row["by"]) for row in everything} == {(None, None)}
    assert site.search("before:2100", limit=1) == everything[:1]
    assert site.search("before:2100", limit=0) == []
    assert [row["by"] for row in site.search("ferry", meaning=False)] == ["words"]
    assert site.search("before:1900") == []


def test_a_site_is_opened_once_for_many_searches(write_site: Write) -> None:
    root = write_site(FILES)
    stages: list[str] = []
    site = builder.load(root, watcher=lambda stage, done, total: stages.append(stage))
    first = site.search("ferry aground")
    del stages[:]
    # Each thread has a connection of its own to the store.
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(site.search, ["ferry aground"] * 6)) == [first] * 6
    assert set(stages) == {"searching"}
    bakery = root / "content/bakery.md"
    text = bakery.read_text(encoding="utf-8")
    bakery.write_text(text.replace("almond", "walnut"), encoding="utf-8")
    with pytest.raises(builder.DigestError, match="has changed since it was loaded"):
        site.search("ferry aground")
    assert builder.load(root).search("walnut", meaning=False)
    bakery.write_text(text, encoding="utf-8")
    assert site.search("ferry aground") == first


@pytest.mark.parametrize(
    ("words", "options"), [("", {}), ("...", {}), ("ferry", {"sort": "best"}), ("a", {"limit": -1})]
)
def test_a_search_that_says_nothing_is_refused(site: builder.Site, words: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"limit|order|search for"):
        site.search(words, **options)


def test_a_moment_without_a_zone_is_refused(root: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        builder.load(root, now=datetime(2026, 1, 1))


def _blocks(path: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", path.read_text(), re.DOTALL | re.MULTILINE)


def test_the_guide_s_examples_run(root: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    names: dict[str, Any] = {}
    blocks = _blocks(repository / "docs/how-to/use-as-a-library.md")
    assert len(blocks) == 8
    for block in blocks:
        if match := re.match(r"import (pandas|polars)\n", block):
            try:
                __import__(match[1])
            except ImportError:
                continue  # Neither is needed by Digest; the columns themselves are tested above.
        exec(compile(block, "guide", "exec"), names)
