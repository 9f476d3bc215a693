"""The example newsroom is built from the wheel as from the checkout, and both give the same site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.xdist_group("example")]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel has been installed, without its dependencies (they are this environment's)."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", ".digest", "public", ".public-trees", ".*_cache", "__pycache__", "dist"
    )
    shutil.copytree(REPOSITORY, source, ignore=ignored, symlinks=True)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("news_digest-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for theme in ("default", "broadsheet"):
        assert f"builder/_themes/{theme}/theme.toml" in names
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(folder / "lib"),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    shutil.rmtree(source)
    return folder / "lib"


def test_the_wheel_builds_the_example_as_the_checkout_does(installed: Path, example_site: Path, tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    shutil.copy(REPOSITORY / "site.toml", tmp_path / "site.toml")
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    where = subprocess.run(
        [sys.executable, "-c", "import builder; print(builder.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(str(installed))
    command = [sys.executable, "-m", "builder.cli", "build", "--base-url", "https://news.example/repo/"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    ours = {path.relative_to(tmp_path / "public"): path.read_bytes() for path in (tmp_path / "public").rglob("*.*")}
    theirs = {
        path.relative_to(example_site / "public"): path.read_bytes() for path in (example_site / "public").rglob("*.*")
    }
    assert ours
    assert ours == theirs
