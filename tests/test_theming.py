"""`digest theme list` and `digest theme eject`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from builder.cli import digest


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(digest, ["theme", *arguments, "--site", str(root)])


def site(root: Path, theme: str = "") -> Path:
    root.joinpath("site.toml").write_text(theme)
    return root


def test_the_list_names_every_theme_and_the_options_of_the_one_in_use(tmp_path: Path) -> None:
    mine = tmp_path / "themes/mine"
    mine.mkdir(parents=True)
    mine.joinpath("theme.toml").write_text('extends = "nothing"\n')
    rows = {row["name"]: row for row in json.loads(run(site(tmp_path), "list", "--json").output)["themes"]}
    assert rows["default"]["used"]
    assert rows["broadsheet"]["extends"] == ["default"]
    assert {option["name"] for option in rows["default"]["options"]} >= {"scheme", "singles", "note"}
    assert "no theme `nothing`" in rows["mine"]["problem"]
    shown = run(tmp_path, "list").output
    assert "* default (comes with Digest)" in shown
    assert 'scheme = "system"' in shown


def test_a_template_is_taken_out_once_and_the_theme_begun(tmp_path: Path) -> None:
    first = run(site(tmp_path), "eject", "story/quotes.html")
    path = tmp_path / "themes/mine/templates/story/quotes.html"
    assert first.stdout.strip() == str(path)
    assert 'put [theme] name = "mine" into site.toml' in first.stderr
    assert path.read_text().startswith("{# Taken out of default, ")
    assert (tmp_path / "themes/mine/theme.toml").read_text().startswith('name = "mine"\nextends = "default"\n')
    site(tmp_path, '[theme]\nname = "mine"\n')
    assert "exists already" in str(run(tmp_path, "eject", "story/quotes.html").exception)
    assert run(tmp_path, "eject", "tags.html").stderr == ""


def test_a_block_is_taken_out_alone(tmp_path: Path) -> None:
    assert run(site(tmp_path), "eject", "front.html", "--block", "footer", "--into", "own").exit_code == 0
    text = (tmp_path / "themes/own/templates/front.html").read_text()
    assert text == '{% extends "default/front.html" %}\n{% block footer %}\n{{ super() }}\n{% endblock %}\n'


def test_what_there_is_not_cannot_be_taken_out(tmp_path: Path) -> None:
    site(tmp_path)
    for arguments, message in (
        (["frnt.html"], "did you mean `front.html`?"),
        (["../../site.toml"], "is no template"),
        (["front.html", "--block", "fotoer"], "did you mean `footer`?"),
        (["front.html", "--into", "../x"], "is no name for a theme"),
        (["front.html", "--into", "default"], "is no name for a theme"),
    ):
        assert message in str(run(tmp_path, "eject", *arguments).exception)
    assert not (tmp_path / "themes").exists()
