"""Commands that need no model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from click.testing import CliRunner

from builder import __version__
from builder.cli import digest
from builder.config_file import load_config

Digest = Callable[..., "CompletedProcess[str]"]


def test_version_and_help_name_every_command() -> None:
    run = CliRunner()
    assert run.invoke(digest, ["version"]).output == f"digest {__version__}\n"
    help_text = run.invoke(digest, ["--help"]).output
    for name in ("init", "new", "build", "serve", "check", "threads", "explain", "version"):
        assert f"  {name} " in help_text
        shown = run.invoke(digest, [name, "--help"]).output
        assert "Usage:" in shown
        assert name == "version" or f"digest {name}" in shown, f"{name} shows no example"


def test_init_leaves_a_site_whose_configuration_is_right(tmp_path: Path) -> None:
    folder = tmp_path / 'my "news": today'
    result = CliRunner().invoke(digest, ["init", str(folder)])
    assert result.exit_code == 0
    assert load_config(folder).site.title == 'My "news": today'
    assert len(list((folder / "content").glob("*.md"))) == 1
    checked = CliRunner().invoke(digest, ["check", "--site", str(folder)])
    assert checked.exit_code == 0, checked.output


def test_init_leaves_what_is_there_alone(tmp_path: Path, digest_command: Digest) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/mine.md").write_text("Mine.\n")
    (tmp_path / ".gitignore").write_text("mine\n")
    assert digest_command("init", ".", cwd=tmp_path).returncode == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert [path.name for path in (tmp_path / "content").iterdir()] == ["mine.md"]
    again = digest_command("init", ".", cwd=tmp_path)
    assert again.returncode == 1
    assert "there is a site here already" in again.stderr


def test_init_can_begin_with_the_example(tmp_path: Path, repository: Path) -> None:
    assert CliRunner().invoke(digest, ["init", "--example", str(tmp_path / "tour")]).exit_code == 0
    ours = sorted(path.relative_to(repository) for path in (repository / "content").rglob("*.*"))
    made = sorted(path.relative_to(tmp_path / "tour") for path in (tmp_path / "tour/content").rglob("*.*"))
    assert made == ours
    assert load_config(tmp_path / "tour").site.title == "The Slate Coast"


def test_new_begins_a_draft_in_the_site_s_zone(tmp_path: Path, digest_command: Digest) -> None:
    (tmp_path / "site.toml").write_text('[site]\ntimezone = "Pacific/Kiritimati"\n')
    made = digest_command("new", 'Bridge "closed": a week', cwd=tmp_path, SOURCE_DATE_EPOCH="1767268800")
    path = tmp_path / made.stdout.strip()
    assert path.name == "2026-01-02-bridge-closed-a-week.md"
    text = path.read_text()
    assert 'title: "Bridge \\"closed\\": a week"' in text
    assert "date: 2026-01-02T02:00:00+14:00" in text
    assert "draft: true" in text
    again = digest_command("new", 'Bridge "closed": a week', cwd=tmp_path, SOURCE_DATE_EPOCH="1767268800")
    assert again.returncode == 1
    assert path.read_text() == text


def test_wrong_usage_is_2_and_a_mistake_is_1_without_a_traceback(tmp_path: Path, digest_command: Digest) -> None:
    assert digest_command("bild", cwd=tmp_path).returncode == 2
    missing = digest_command("build", cwd=tmp_path)
    assert missing.returncode == 1
    assert "no site.toml here" in missing.stderr
    assert "Traceback" not in missing.stderr


def test_check_names_everything_at_once(tmp_path: Path, digest_command: Digest) -> None:
    (tmp_path / "site.toml").write_text('[site]\nbase_url = "https://news.example/r/"\n[build]\ntheme = "gone"\n')
    (tmp_path / "threads.lock").write_text("{")
    content = tmp_path / "content"
    content.mkdir()
    (content / "broken.md").write_text("---\ntitle: [\n---\nx\n")
    (content / "linked.md").write_text(
        "---\ntitle: Linked\ndate: 2026-01-01\nsource: A\n---\n"
        "See [this](https://news.example/r/articles/nowhere/) now.\n"
    )
    checked = digest_command("check", cwd=tmp_path)
    assert checked.returncode == 1
    for part in (
        "gone",
        "threads.lock:1",
        "content/broken.md:",
        "content/linked.md:6: links to https://news.example/r/articles/nowhere/",
    ):
        assert part in checked.stderr, checked.stderr
