"""Scripts of a theme find each other under the names they are published by."""

from __future__ import annotations

import pytest

from builder.errors import DigestError
from builder.site.scripts import published, slim_script, slim_style


def test_references_follow_the_names_and_names_follow_what_is_loaded() -> None:
    files = {
        "main.js": b'import { a } from "./lib/a.js";\nimport("./lib/b.js");\nnew URL("./lib/b.js", import.meta.url);\n',
        "lib/a.js": b'export { b as a } from \'./b.js\';\nimport "../other.css";\nimport "https://cdn.example/x.js";\n',
        "lib/b.js": b"export const b = 1;\n",
    }
    names, made = published(files)
    b = names["lib/b.js"]
    assert made["lib/b.js"] == files["lib/b.js"]
    assert made["lib/a.js"].decode().splitlines()[0] == f"export {{ b as a }} from './{b.removeprefix('lib/')}';"
    assert made["lib/a.js"].decode().splitlines()[1:] == files["lib/a.js"].decode().splitlines()[1:]
    assert made["main.js"].decode().count(f'"./{b}"') == 2
    assert f'"./{names["lib/a.js"]}"' in made["main.js"].decode()
    changed, _ = published({**files, "lib/b.js": b"export const b = 2;\n"})
    assert all(changed[name] != names[name] for name in files)


def test_types_in_comments_are_no_circle() -> None:
    names, made = published(
        {
            "a.js": b'import { b } from "./b.js";\n/** @typedef {import("./b.js").B} B */\n',
            "b.js": b'// see import("./a.js")\nexport const b = 1; /** @type {import("./a.js").A} */\n',
        }
    )
    assert made["b.js"].decode() == 'export const b = 1; /** @type {import("./a.js").A} */\n'
    assert made["a.js"].decode() == f'import {{ b }} from "./{names["b.js"]}";\n'


def test_scripts_that_load_each_other_are_refused() -> None:
    with pytest.raises(DigestError, match=r"a\.js -> b\.js -> a\.js"):
        published({"a.js": b'import "./b.js";', "b.js": b'import "./a.js";'})


def test_other_files_stay_byte_for_byte() -> None:
    files = {
        "a.txt": b'/* import "./a.js" */\n',
        "latin.css": b"  /* \xe9 */\n",
        "latin.js": b'import "./a.js"; // \xe9',
        "a.js": b"",
    }
    assert published(files)[1] == files


@pytest.mark.parametrize(
    ("script", "bare"),
    [
        ("// one\nlet a = 1; // two\n", "let a = 1; // two\n"),
        ("/** type */\nlet a;\n  /* more\n   * lines `here`\n   */\n\n  let b;\n", "let a;\nlet b;\n"),
        ("/*! licence */\nlet a;\n", "/*! licence */\nlet a;\n"),
        ("let a = `\n  // text\n`;\n// gone\n  let b;\n", "let a = `\n  // text\n`;\nlet b;\n"),
        ('let a = "\'`"; // `b\n  let c = `\n  d`;\n', 'let a = "\'`"; // `b\nlet c = `\n  d`;\n'),
        ('let a = "/* no */";\n', 'let a = "/* no */";\n'),
    ],
)
def test_comments_on_lines_of_their_own_and_indents_are_left_out(script: str, bare: str) -> None:
    assert slim_script(script) == bare


def test_styles_lose_the_same() -> None:
    style = '/* one\n   two */\n@layer a {\n  b {\n    content: " /* no */  x"; /* why */\n\n    color: red;\n  }\n}\n'
    assert slim_style(style) == '@layer a {\nb {\ncontent: " /* no */  x"; /* why */\n\ncolor: red;\n}\n}\n'
    style = "a {\n  color: red;\n\n  /* a */\n  --a: 1;\n\n  /* b */\n  --b: 2;\n}\n\nc {\n}\n"
    assert slim_style(style) == "a {\ncolor: red;\n\n--a: 1;\n--b: 2;\n}\n\nc {\n}\n"
    assert slim_style("/*! licence */\na {}\n") == "/*! licence */\na {}\n"
