"""Marking a body changes nothing but attributes and notes; excerpts are cut at blocks."""

from __future__ import annotations

import re

from builder.site.article_slices import Mark
from builder.site.body import NAMES, excerpt, mark_body
from tests.site.make import article
from tests.site.pages import Html, default_theme

T = default_theme().strings("en")


def test_words_stay_as_they_are() -> None:
    html = '<p><span data-s="0">One &lt;b&gt; &amp; two.</span> <span data-s="1">Three <em>four</em>.</span></p>'
    marked = str(mark_body(html, {1: Mark(index=1, kind="only")}, T))
    plain = Html(re.sub(r'<span class="note vh">.*?</span>', "", marked))
    assert plain.text == "One <b> & two. Three four."
    assert plain.ids == ["s-0", "s-1"]
    assert plain.unclosed == []


def test_headings_follow_the_pages_own_without_gaps() -> None:
    marked = str(mark_body("<h1>A</h1><h4>B</h4><h2>C</h2><h3>D</h3><h1>E</h1>", {}, T))
    assert re.findall(r"<(h\d)>", marked) == ["h2", "h3", "h3", "h4", "h2"]
    assert Html(marked).unclosed == []


def test_landmarks_of_the_old_page_are_neutral() -> None:
    assert str(mark_body("<main><header>x</header></main>", {}, T)) == "<div><div>x</div></div>"


def test_a_claim_in_a_link_gets_its_note_behind_the_link() -> None:
    html = '<p><a href="https://x.example/?a=&quot;&gt;"><span data-s="0">Said.</span></a></p>'
    marked = str(mark_body(html, {0: Mark(index=0, kind="also", others=("A & B",), url="/s/#c")}, T))
    assert marked.index("</a>") < marked.index('<a class="note"')
    assert "A &amp; B" in marked
    assert Html(marked).unclosed == []


def test_a_note_names_some_of_many_sources_and_counts_all() -> None:
    others = tuple(f"Outlet {n}" for n in range(299))
    mark = Mark(index=0, kind="also", others=others, url="/s/#c")
    marked = str(mark_body('<p><span data-s="0">Said.</span></p>', {0: mark}, T))
    assert f"Outlet {NAMES - 1} and {299 - NAMES} more" in marked
    assert ">+299<" in marked


def test_an_excerpt_ends_with_a_block() -> None:
    text = article("a", "s", "T", "One two three.|Four five.", "# Six", "Seven eight nine ten.", "Eleven.")
    cut = excerpt(text, {}, (4,), words=6, t=T)
    assert [[s.text for s in block.sentences] for block in cut.blocks] == [["One two three.", "Four five."], ["Six"]]
    assert [s.anchor for s in cut.cited] == ["s-4"]
    assert (cut.cut, cut.words, cut.total) == (True, 6, 11)


def test_a_very_long_block_is_cut_at_a_sentence() -> None:
    text = article("a", "s", "T", "|".join(f"Sentence number {n} here." for n in range(50)))
    cut = excerpt(text, {}, (), words=20, t=T)
    assert [s.text for s in cut.blocks[0].sentences] == [f"Sentence number {n} here." for n in range(5)]


def test_residue_is_left_out_of_excerpts() -> None:
    text = article("a", "s", "T", "Words.", "Share this article", residue=1)
    assert [s.text for block in excerpt(text, {}, (), words=50, t=T).blocks for s in block.sentences] == ["Words."]
