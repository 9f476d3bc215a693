from __future__ import annotations

from builder.text.toml_lines import TomlLines

TEXT = '''\
# a comment with [[merge]]
plain = 1
[[merge]] # the first
note = """
[[merge]]
articles = "not here"
"""
articles = [
  "a.md", # [[merge]]
  'b.md',
]
[[ "merge" ]]
"articles" = ["c.md", "[[split]]"]
to.x = 3
[other]
articles = ["b.md"]
'''


def test_tables_keys_and_items_are_found_where_they_stand() -> None:
    lines = TomlLines(TEXT)
    assert (lines.table("merge", 0), lines.table("merge", 1), lines.table("other")) == (3, 12, 15)
    assert lines.key("merge", 0, "articles") == 8
    assert lines.key("merge", 1, "articles") == 13
    assert lines.key("merge", 1, "to") == 14
    assert lines.item("merge", 0, "articles", "a.md") == 9
    assert lines.item("merge", 0, "articles", "b.md") == 10


def test_what_cannot_be_told_is_the_nearest_thing_that_can() -> None:
    lines = TomlLines(TEXT)
    assert lines.table("split") == 0
    assert lines.key("merge", 1, "title") == 12
    assert lines.item("merge", 1, "articles", "b.md") == 13
    assert lines.table("plain") == 2
    inline = TomlLines('\nmerge = [\n {articles = ["a"]},\n {articles = ["b"]},\n]\n')
    assert inline.table("merge", 1) == 2
