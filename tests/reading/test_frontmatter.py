"""Where front matter is found, in three languages; what is refused is in tests/sites."""

from __future__ import annotations

import pytest

from builder.errors import Notice
from builder.reading.frontmatter import MAX_BLOCK, FrontMatter, split_front_matter


def split(text: str) -> FrontMatter:
    found = split_front_matter(text, "a.md")
    assert isinstance(found, FrontMatter), found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Ferry\ntags:\n- sea\n---\nBody.\n",
        "\n---  \n# a note\ntitle: 'Ferry'\ntags: [sea]\n...\nBody.\n",
        "+++\ntitle='Ferry'\ntags = [\"sea\"]\n+++\nBody.\n",
        '{\n"title": "Ferry",\n"tags": ["sea"]\n}\nBody.\n',
        '{"title": "Ferry", "tags": ["sea"]}\nBody.\n',
        ';;;\n{"title": "Ferry", "tags": ["sea"]}\n;;;\nBody.\n',
    ],
)
def test_languages(text: str) -> None:
    found = split(text)
    assert found.present
    assert found.data == {"title": "Ferry", "tags": ["sea"]}
    assert found.body.strip() == "Body."
    lines = text.split("\n")
    assert "title" in lines[found.lines["title"] - 1]
    assert lines[found.body_line - 1] == "Body."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Body.",
        "---\n\nA text that begins with a rule.\n",
        "{ not json }\nBody.",
        "--- title ---\nBody.",
        "+++ plus\n",
    ],
)
def test_no_front_matter(text: str) -> None:
    found = split(text)
    assert not found.present
    assert found.body == text


def test_empty_block() -> None:
    found = split("---\n---\nBody.")
    assert (found.present, found.data, found.body) == (True, {}, "Body.")


def test_json_writers_surrogate_pairs() -> None:
    assert split('---\ntitle: "a \\ud83d\\ude00"\n---\n').data == {"title": "a 😀"}


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("a: " + "[" * 40_000, "front-matter-depth"),
        ("- " * 30_000, "front-matter-depth"),
        ("".join(" " * i + "a:\n" for i in range(300)), "front-matter-depth"),
        ("? " * 30_000, "front-matter-key"),
        ("a: " + "x" * MAX_BLOCK, "front-matter-size"),
        ("a: é" + "é" * (MAX_BLOCK // 2), "front-matter-size"),
        ("a: &b [*b]", "front-matter-anchor"),
        ("<<: *b", "front-matter-alias"),
        ("a: 1\n--- \nb: 2", ""),
        ("a: !local 1", "front-matter-tag"),
        ("a: 1\na: 2", "front-matter-duplicate"),
        ("a: {b: 1, b: 2}", "front-matter-duplicate"),
        ("[a]: 1", "front-matter-key"),
        ("a: \x00", "front-matter-control"),
    ],
)
def test_refused_before_it_can_cost_anything(block: str, kind: str) -> None:
    found = split_front_matter(f"---\n{block}\n---\nBody.", "a.md")
    assert (found.kind if isinstance(found, Notice) else "") == kind


@pytest.mark.parametrize(
    "text", ["+++\na = " + "[" * 60_000 + "\n+++\n", '{"a":' + "[" * 60_000, '{"a": ' + "[" * 30 + "]" * 30 + "}\n"]
)
def test_deep_toml_and_json(text: str) -> None:
    found = split_front_matter(text, "a.md")
    assert isinstance(found, Notice)
    assert found.kind == "front-matter-depth"
