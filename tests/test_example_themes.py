"""The example newsroom in each theme, and in a theme of a site's own that changes one thing of each kind."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Digest = Callable[..., "CompletedProcess[str]"]

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.xdist_group("example")]

OWN = {
    "theme.toml": 'name = "mine"\nextends = "broadsheet"\n[tokens]\naccent = "light-dark(#123456, #abcdef)"\n',
    "templates/404.html": '{% extends "base.html" %}\n{% block main %}<h1>Lost at sea</h1>{% endblock %}\n',
    "templates/base.html": '{% extends "broadsheet/base.html" %}\n'
    "{% block footer %}<p>A footer of ours.</p>{{ super() }}{% endblock %}\n",
    "i18n/en.toml": '[story.section]\nagree = "Common ground"\n',
}


def rebuilt(example_site: Path, root: Path, digest_command: Digest, theme: str) -> dict[str, str]:
    """The pages of the example with `theme` added to its site.toml; what is known of its articles is taken along."""
    for name in ("content", ".digest"):
        shutil.copytree(example_site / name, root / name)
    for name in ("site.toml", "threads.lock"):
        shutil.copy(example_site / name, root / name)
    with (root / "site.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{theme}\n")
    checked = digest_command("check", cwd=root)
    assert checked.returncode == 0, checked.stderr
    built = digest_command("build", "--base-url", "https://news.example/repo/", cwd=root)
    assert built.returncode == 0, built.stderr
    public = root / "public"
    return {path.relative_to(public).as_posix(): path.read_text("utf-8") for path in public.rglob("*.html")}


def test_the_example_in_the_broadsheet(example_site: Path, tmp_path: Path, digest_command: Digest) -> None:
    pages = rebuilt(example_site, tmp_path, digest_command, '[theme]\nname = "broadsheet"\noptions = { columns = 5 }')
    default = {
        path.relative_to(example_site / "public").as_posix() for path in (example_site / "public").rglob("*.html")
    }
    assert pages.keys() == default
    assert 'class="spread columns-5"' in pages["index.html"]
    assert all("/repo/assets/broadsheet." in page for page in pages.values())


def test_a_site_s_own_theme_changes_one_of_each(example_site: Path, tmp_path: Path, digest_command: Digest) -> None:
    for path, text in OWN.items():
        place = tmp_path / "themes/mine" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    pages = rebuilt(example_site, tmp_path, digest_command, '[theme]\nname = "mine"')
    assert "<h1>Lost at sea</h1>" in pages["404.html"]
    assert all("A footer of ours." in page for page in pages.values() if "colophon" in page)
    stories = [page for path, page in pages.items() if path.startswith("stories/")]
    assert any("Common ground" in page for page in stories)
    assert not any("What the sources agree on" in page for page in stories)
    (css,) = (tmp_path / "public/assets").glob("style.*.css")
    assert css.read_text("utf-8").rstrip().endswith("}")
    assert "--accent: light-dark(#123456, #abcdef);" in css.read_text("utf-8").rpartition(":root {")[2]
    assert "spread columns-4" in pages["index.html"]
