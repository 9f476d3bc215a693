"""What stands beside the code is current: the manual page, the schema, the citation."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from builder import __version__


@pytest.fixture(scope="module")
def generate(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", repository / "docs/generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_generated_is_current(generate: ModuleType) -> None:
    for path, content in generate.generated().items():
        assert path.read_text(encoding="utf-8") == content, f"{path.name} is old: run `python docs/generate.py`"


def test_the_manual_page_names_every_command_and_is_sound(generate: ModuleType, repository: Path) -> None:
    page = generate.man_page()
    for path in ("digest build", "digest cache prune", "digest config schema", "digest list"):
        assert f".SS {path}" in page
    assert "\n.B \\-\\-external\n" in page
    if program := shutil.which("mandoc") or shutil.which("groff"):
        lint = ["-Tlint", "-Werror"] if program.endswith("mandoc") else ["-man", "-ww", "-z"]
        done = subprocess.run(
            [program, *lint, repository / "docs/digest.1"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
        assert not done.stderr, done.stderr


def test_the_citation_is_of_this_version(repository: Path) -> None:
    citation = yaml.safe_load((repository / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "license"} <= set(citation)


def test_every_message_of_the_ways_in_and_out_has_a_remedy(generate: ModuleType) -> None:
    rows = [row for patterns in generate.AREAS.values() for row in generate.area(patterns)]
    assert len(rows) > 80
    assert [row.text for row in rows if not row.remedy] == ["inferred: …"]
    named = {row.text: row.remedy for row in rows}
    assert named["answered … …"].startswith("try again later")
    assert "--allow-private" in named["…, which is not asked unless allowed"]
    assert named["there is a site here already"] == "choose another folder"
