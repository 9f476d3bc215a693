"""The commands of every day but `check`: list, stats, clean, doctor, cache, config, completion."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import builder
from builder.cached.record import Counts
from builder.cli import digest
from builder.cli_daily import config as config_group
from builder.commands import doctor as looking
from builder.commands import schema as settings
from builder.commands.slowness import reasons
from builder.config import SiteConfig
from builder.config_file import parse_config
from builder.progress import StageCost
from builder.search.roots import search_stop_words
from builder.search.training import told, windows_of
from builder.threads.terms import thread_text
from builder.workspace import configured
from tests.newsroom import FILES

Write = Callable[..., Path]

DRAFT = "---\ntitle: Not yet\ndate: 2026-03-06\nsource: The Lirio Post\ndraft: true\n---\nSome words.\n"
LATER = "---\ntitle: Next year\ndate: 2199-03-06\nsource: The Lirio Post\nlang: pt\n---\nPalavras.\n"
MORE: dict[str, str | bytes] = {
    **FILES,
    "content/draft.md": DRAFT,
    "content/later.md": LATER,
    "content/plain.txt": "A title without anything else\n\nThis says nothing of when and where it was published.\n",
}


def run(*arguments: str, root: Path, code: int = 0) -> str:
    result = CliRunner().invoke(digest, [*arguments, "--site", str(root)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def data(*arguments: str, root: Path, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", root=root, code=code))


# list ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ((), ["bakery.md", "ferry-radio.md", "ferry-post.md", "plain.txt"]),
        (("articles", "--drafts", "--future"), "later draft bakery ferry-radio ferry-post plain".split()),
        (("drafts",), ["draft.md"]),
        (("future",), ["later.md"]),
        (("undated",), ["plain.txt"]),
        (("unattributed",), ["plain.txt"]),
        (("--source", "the lirio post"), ["bakery.md", "ferry-post.md"]),
        (("--tag", "Transport", "--source", "radio-tamarel"), ["ferry-radio.md"]),
        (("--since", "2026-03-03"), ["bakery.md"]),
        (("--until", "2026-03-02", "--limit", "1"), ["ferry-radio.md"]),
        (("--search", "SANTA ferry"), ["ferry-radio.md"]),
        (("--search", "nothing like it"), []),
    ],
)
def test_list_gives_the_articles_asked_for(write_site: Write, arguments: tuple[str, ...], paths: list[str]) -> None:
    rows = data("list", *arguments, root=write_site(MORE))["articles"]
    assert [row["path"].split(".")[0] for row in rows] == [path.split(".")[0] for path in paths]


def test_list_prints_a_line_a_thing_and_counts_what_a_limit_leaves_out(write_site: Write) -> None:
    root = write_site(MORE)
    assert run("list", "sources", "-q", root=root).splitlines()[0] == "     2  The Lirio Post  (the-lirio-post)"
    assert run("list", "tags", "-q", root=root) == "     2  transport  (tags/transport)\n"
    told = run("list", "drafts", "-q", root=root)
    assert told == "2026-03-06  The Lirio Post: Not yet  (draft.md)  [draft]\n"
    assert data("list", "--limit", "3", root=root)["left_out"] == 1
    result = CliRunner().invoke(digest, ["list", "undated", "--since", "2020-01-01", "--site", str(root)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no article without a date" in result.stderr


@pytest.mark.model
def test_list_threads_and_the_story_of_an_article_after_a_build(write_site: Write, digest_command: Any) -> None:
    root = write_site(FILES)
    assert data("list", root=root)["articles"][0]["story"] == ""
    assert digest_command("build", "-q", cwd=root).returncode == 0
    threads = data("list", "threads", root=root)["threads"]
    ferry = next(thread for thread in threads if len(thread["articles"]) == 2)
    stories = {row["path"]: row["story"] for row in data("list", root=root)["articles"]}
    assert stories["ferry-post.md"] == stories["ferry-radio.md"] == ferry["slug"]
    assert f"2026-03-02     2  {ferry['title']}  (stories/{ferry['slug']})" in run("list", "threads", root=root)
    found = data("stats", root=root)
    assert found["stories"] == {"stories": 2, "several": 1, "largest": 2, "retired": 0, "former_addresses": 0}
    assert found["last_build"]["articles"] == 3

    # Speed is told from the last build; what the store holds for nothing can go, and the rest is enough to build from.
    speed = [one for one in looking.doctor(root) if one.part == "speed"]
    assert "the last build took" in speed[0].what
    before = {part["name"]: part["entries"] for part in data("cache", "size", root=root)["parts"]}
    bakery = builder.load(root).article("bakery.md")
    trained = told(bakery, frozenset(search_stop_words("en")), windows_of(3))
    (root / "content/bakery.md").unlink()
    pruned = dict(data("cache", "prune", root=root)["forgotten"])
    assert pruned["reading"] == 1
    # Its own vector, and those of its texts that the search was fitted on; those of the other articles stay.
    assert pruned["vectors"] == len({thread_text(bakery), *trained.texts})
    assert data("cache", "prune", root=root)["forgotten"] == [], "nor does a fit that is at hand let go of any"
    after = {part["name"]: part["entries"] for part in data("cache", "size", root=root)["parts"]}
    assert after["vectors"] == before["vectors"] - pruned["vectors"]
    built = json.loads(digest_command("build", "--json", cwd=root).stdout)["counts"]
    assert (built["parsed"], built["embedded"], built["compared"]) == (0, 0, 0)

    cleaned = data("clean", "--dry-run", root=root)
    assert cleaned["removed"] == ["public", ".public-trees"]
    assert (root / "public/index.html").is_file()
    run("clean", root=root)
    assert sorted(path.name for path in root.iterdir()) == [".digest", "content", "site.toml", "threads.lock"]
    run("clean", "--cache", root=root)
    assert not list((root / ".digest").glob("cache.sqlite*"))
    assert run("clean", root=root) == "nothing to remove\n"


# stats ---------------------------------------------------------------------------------------------------------


def test_stats_count_what_a_build_would_show(write_site: Write) -> None:
    root = write_site(MORE)
    found = data("stats", root=root)
    shown = {key: found[key] for key in ("files", "articles", "drafts", "future", "undated", "unattributed")}
    assert shown == {"files": 6, "articles": 4, "drafts": 1, "future": 1, "undated": 1, "unattributed": 1}
    assert (found["first"], found["last"], found["months"]) == ("2026-03-02", "2026-03-05", [["2026-03", 3]])
    assert found["languages"] == [["", 4]]
    words = [row["words"] for row in data("list", root=root)["articles"]]
    assert found["words"] == sum(words)
    assert found["last_build"] is None
    told = run("stats", root=root)
    assert "4 articles in 6 files, 2026-03-02 to 2026-03-05" in told
    assert "1 draft, 1 of the future, 1 undated, 1 of an unknown source" in told
    assert "no stories yet" in told


def test_stats_of_an_empty_site(write_site: Write) -> None:
    assert run("stats", root=write_site({})).startswith("0 articles in 0 files\n")


# clean ---------------------------------------------------------------------------------------------------------


def test_clean_leaves_an_output_folder_that_digest_did_not_make(write_site: Write, digest_command: Any) -> None:
    root = write_site({"public/mine.html": "mine"})
    done = digest_command("clean", cwd=root)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert (root / "public/mine.html").is_file()


def test_clean_takes_only_its_own_files_out_of_a_real_folder(write_site: Write) -> None:
    from builder.site.publish import publish
    from tests.site.publishing import page

    root = write_site({"site.toml": '[build]\npublish = "files"\n'})
    publish(root / "public", "files", [page("index.html", "1"), page("stories/a/index.html", "2")])
    (root / "public/CNAME").write_text("news.example\n")
    outside = root / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("not ours")
    (root / "public/stories/a/index.html").unlink()
    (root / "public/stories/a").rmdir()
    (root / "public/stories/a").symlink_to(outside)
    found = data("clean", root=root)
    assert found["left"] == ["CNAME"]
    assert not (root / "public/index.html").exists()
    assert (root / "public/CNAME").is_file()
    assert (outside / "index.html").is_file()
    assert not (root / ".public-files.json").exists()


# doctor --------------------------------------------------------------------------------------------------------


def test_doctor_looks_at_every_part_and_names_what_is_wrong(write_site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_site(FILES)
    data("list", root=root)
    found = {(one["part"], one["status"]) for one in json.loads(_doctor(root).stdout)["findings"]}
    assert {part for part, _ in found} == {"environment", "model", "cache", "disk", "site", "speed"}
    assert ("model", "ok") in found
    monkeypatch.setattr(looking, "PACKAGES", ("click", "no-such-package"))
    missing = _doctor(root)
    assert missing.exit_code == 1
    assert "not installed: no-such-package" in missing.stdout


def _doctor(root: Path) -> Any:
    return CliRunner().invoke(digest, ["doctor", "--json", "--site", str(root)])


def test_doctor_without_a_site_and_with_a_wrong_one(tmp_path: Path, write_site: Write) -> None:
    found = looking.doctor(tmp_path)
    assert [one.status for one in found if one.part == "site"] == ["note"]
    wrong = [one for one in looking.doctor(write_site({"site.toml": "[site]\ntitel = 1\n"})) if one.part == "site"]
    assert wrong[0].status == "error"
    assert "did you mean" in wrong[0].what


def test_doctor_names_a_model_that_is_not_there_without_fetching_it(write_site: Write, monkeypatch: Any) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", "/nowhere")
    for name, status in (("no-such/model", "note"), ("./folder", "error")):
        root = write_site({"site.toml": f'[embedding]\nmodel = "{name}"\n'}, folder=status)
        assert [one.status for one in looking.doctor(root) if one.part == "model"] == [status]


def test_what_was_slow_is_told_with_its_reason() -> None:
    costs = [StageCost("looking", 0.1, 50), StageCost("reading", 1.0, 50), StageCost("grouping", 9.0, 900)]
    counts = Counts(files=800, articles=790, parsed=800, embedded=790, from_cache=10)
    told = [what for what, _ in reasons(costs, counts)]
    assert told == ["grouping took 9.00 s, 89 % of it: 790 texts were embedded, which begins with loading the model; "
                    "10 came from the cache"]  # fmt: skip
    assert not list(reasons([StageCost("looking", 0.1, 50)], Counts()))


# cache ---------------------------------------------------------------------------------------------------------


def test_cache_tells_its_size_and_finds_damage(write_site: Write) -> None:
    root = write_site(FILES)
    assert "none yet" in run("cache", "size", root=root)
    assert "0 entries, all sound" in run("cache", "verify", root=root)
    data("list", root=root)
    parts = {part["name"]: part["entries"] for part in data("cache", "size", root=root)["parts"]}
    assert (parts["reading"], parts["files"]) == (3, 3)
    assert data("cache", "verify", root=root)["sound"] is True
    with sqlite3.connect(root / ".digest/cache.sqlite") as db:
        db.execute("UPDATE results SET value = zeroblob(40) WHERE key = (SELECT MIN(key) FROM results)")
    db.close()
    assert data("cache", "verify", root=root, code=1)["damaged"] == [["reading", 1]]
    assert "1 of the articles read damaged" in run("cache", "verify", "--fix", root=root)
    assert data("cache", "verify", root=root)["entries"] == 5
    (root / ".digest/cache.sqlite").write_bytes(b"no store at all" * 99)
    assert data("cache", "verify", root=root, code=1)["faults"] == ["was no store and is begun anew"]


# config --------------------------------------------------------------------------------------------------------


def test_config_show_prints_toml_that_means_the_same(write_site: Write) -> None:
    text = (
        '[site]\ntitle = "A \\"quoted\\" \\\\ title"\nbase_url = "https://news.example/r"\n'
        '[sources]\n"a.example" = "A"\n'
        '"b.example" = { name = "B", kind = "agency" }\n[fetch]\npause_seconds = 0.5\n'
        '[[feeds]]\nurl = "https://a.example/feed"\ntags = ["x", "y"]\n[[feeds]]\nurl = "https://b.example/feed"\n'
        '[extra]\ncolour = "#123"\nn = 3\non = true\nnested = { a = [1, 2], b = "c" }\n'
    )
    root = write_site({"site.toml": text})
    shown = run("config", "show", root=root)
    assert parse_config(shown) == configured(root)
    assert data("config", "show", root=root)["site"]["base_url"] == "https://news.example/r/"


def test_the_schema_knows_every_key_and_is_the_one_in_the_reference(repository: Path) -> None:
    made = json.loads(CliRunner().invoke(config_group, ["schema"]).stdout)
    stored = json.loads((repository / "docs/reference/site.schema.json").read_text())
    assert made == stored, "run `python docs/generate.py`"
    assert set(made["properties"]) == set(SiteConfig.__struct_fields__)
    assert made["$defs"]["SiteSection"]["properties"]["base_url"]["description"].startswith(
        "Absolute, with any sub-path"
    )
    assert made["properties"]["sources"]["additionalProperties"]["anyOf"][0]["type"] == "string"
    example = tomllib.loads((repository / "site.toml").read_text())
    for name, table in example.items():
        if name != "sources":
            section = made["properties"][name]["$ref"].rpartition("/")[2]
            assert set(table) <= set(made["$defs"][section]["properties"])
    assert settings.schema() == settings.schema()


# completion, help ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: str) -> None:
    script = CliRunner().invoke(digest, ["completion", shell]).stdout
    assert "_DIGEST_COMPLETE" in script
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_a_shell_gets_commands_and_choices() -> None:
    # As the program is called by its name, which click makes the variable's name from.
    for words, at, wanted in (("digest ca", "1", "cache"), ("digest list un", "2", "unattributed")):
        env = {"_DIGEST_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": at}
        code = "import sys; sys.argv = ['digest']; from builder.cli import main; main()"
        done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True)
        assert f"plain,{wanted}" in done.stdout.splitlines(), done.stderr


def every_command(group: click.Group = digest, before: str = "digest") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        path = f"{before} {name}"
        found.append((path, command))
        if isinstance(command, click.Group):
            found += every_command(command, path)
    return found


@pytest.mark.parametrize(("path", "command"), every_command(), ids=[path for path, _ in every_command()])
def test_every_command_s_help_has_examples_and_says_what_each_option_does(path: str, command: click.Command) -> None:
    shown = CliRunner().invoke(digest, [*path.split()[1:], "--help"]).stdout
    assert path == "digest version" or f"  {path}" in shown.split("Usage:")[1].partition("\n")[2], "no example"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{path} {option.name} has no help"


def test_every_command_and_exit_code_stands_in_the_reference(repository: Path) -> None:
    text = (repository / "docs/reference/commands.md").read_text()
    for path, command in every_command():
        if not isinstance(command, click.Group):
            assert f"`{path}" in text or f"## {path}\n" in text, path
    for code in (0, 1, 2, 130):
        assert f"\n| {code} |" in text


def test_names_are_completed_from_the_last_build(tmp_path: Path) -> None:
    from click.shell_completion import ShellComplete

    (tmp_path / "site.toml").write_text("[build]\noutput = 'out'\n")
    (tmp_path / "out/tags/ferry").mkdir(parents=True)
    article = {"source": "Radio Tamarel"}
    rows = {"threads": [{"slug": "ferry-aground", "title": "Ferry aground", "articles": [article]}]}
    (tmp_path / "out/threads.json").write_text(json.dumps(rows))

    def offered(root: Path, *words: str) -> list[str]:
        completer = ShellComplete(digest, {}, "digest", "_DIGEST_COMPLETE")
        return [
            item.value for item in completer.get_completions([words[0], "--site", str(root), *words[1:-1]], words[-1])
        ]

    assert offered(tmp_path, "compare", "FER") == ["ferry-aground"]
    assert offered(tmp_path, "list", "--source", "rad") == ["Radio Tamarel"]
    assert offered(tmp_path, "threads", "--tag", "") == ["ferry"]
    assert offered(tmp_path / "nowhere", "compare", "") == []
    (tmp_path / "out/threads.json").write_text("[]")
    assert offered(tmp_path, "explain", "") == []
