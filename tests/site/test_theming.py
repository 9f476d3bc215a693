"""Themes that extend themes: one template, one block, one token, one string, one option; mistakes and their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.config import ThemeSection
from builder.errors import DigestError
from builder.site.archive_views import PlainPage
from builder.site.render import Renderer
from builder.site.theme import load_theme
from builder.site.theme_check import ejected_mark, theme_notices
from builder.site.views import VERSION, Head
from tests.site.fixtures import config
from tests.site.test_theme import PAGE, write

CHAIN = {"theme.toml": 'extends = "paper"\n'}
PAPER = {
    "templates/404.html": '{% extends "default/404.html" %}{% block main %}<h1>Paper</h1>{% endblock %}',
    "static/style.css": ":root { --ink: #111; }\n",
    "i18n/en.toml": '[missing]\ntitle = "Paper"\n[nav]\nabout = "Who"\n',
}


def problems(root: Path, settings: ThemeSection | None = None, name: str = "mine") -> list[str]:
    with pytest.raises(DigestError) as caught:
        load_theme(name, root, settings=settings)
    return [str(notice) for notice in caught.value.notices]


def warnings(root: Path) -> list[str]:
    return [str(notice) for notice in theme_notices(load_theme("mine", root))]


def test_a_theme_extends_a_theme_that_extends_the_default(tmp_path: Path) -> None:
    write(tmp_path, {"theme.toml": "", **PAPER}, "paper")
    own = {
        "templates/404.html": '{% extends "paper/404.html" %}{% block footer %}Mine. {{ super() }}{% endblock %}',
        "i18n/en.toml": '[nav]\nabout = "Us"\n',
    }
    theme = load_theme("mine", write(tmp_path, {**CHAIN, **own}))
    html = Renderer(theme, config()).render("404.html", PAGE).decode()
    assert [layer.name for layer in theme.layers] == ["mine", "paper", "default"]
    assert "<h1>Paper</h1>" in html
    assert "Mine. " in html
    assert "Stories are put together" in html
    assert "Us" in html
    t = theme.strings("en")
    assert (t("missing.title"), t("nav.about"), t("nav.tags")) == ("Paper", "Us", "Tags")


def test_a_template_can_name_a_theme_that_only_inherits_what_it_extends(tmp_path: Path) -> None:
    write(tmp_path, {"theme.toml": ""}, "paper")
    text = '{% extends "paper/404.html" %}{% block main %}<h1>Mine</h1>{% endblock %}'
    theme = load_theme("mine", write(tmp_path, {**CHAIN, "templates/404.html": text}))
    assert b"<h1>Mine</h1>" in Renderer(theme, config()).render("404.html", PAGE)


def test_one_token_is_set_by_a_theme_and_over_it_by_the_site(tmp_path: Path) -> None:
    write(tmp_path, {"theme.toml": '[tokens]\naccent = "#a11"\nink = "#010101"\n'})
    theme = load_theme("mine", tmp_path, settings=ThemeSection(tokens={"accent": "light-dark(#022, #eff)"}))
    css = theme.static[theme.assets["style.css"]].decode()
    assert css.endswith(":root {\n--accent: light-dark(#022, #eff);\n--ink: #010101;\n}\n")
    assert css.startswith(
        load_theme("default", tmp_path).static[load_theme("default", tmp_path).assets["style.css"]].decode()
    )


@pytest.mark.parametrize(
    "value", ["red; } body { display: none", "url(https://tracker.example/x.png)", "", "</style>", "\\75rl(x)", "a/*"]
)
def test_a_token_cannot_leave_its_place_or_ask_for_anything(tmp_path: Path, value: str) -> None:
    found = problems(write(tmp_path, {}), ThemeSection(tokens={"accent": value}))
    assert "token `accent` has a value that no token may have" in found[0]


def test_options_have_defaults_and_reach_templates(tmp_path: Path) -> None:
    options = '[options.tint]\ntype = "choice"\nchoices = ["warm", "cold"]\ndefault = "warm"\n'
    files = {"theme.toml": options, "templates/404.html": "{{ theme.options.tint }} {{ theme.options.singles }}"}
    write(tmp_path, files)
    first = load_theme("mine", tmp_path)
    second = load_theme("mine", tmp_path, settings=ThemeSection(options={"tint": "cold", "singles": False}))
    assert Renderer(first, config()).render("404.html", PAGE) == b"warm True"
    assert Renderer(second, config()).render("404.html", PAGE) == b"cold False"


def test_wrong_options_and_tokens_are_named_with_their_line_in_site_toml(tmp_path: Path) -> None:
    text = '[theme]\nname = "mine"\n\n[theme.options]\nschem = "dark"\nsingles = "no"\nscheme = "pink"\n'
    (tmp_path / "site.toml").write_text(text)
    settings = ThemeSection(options={"schem": "dark", "singles": "no", "scheme": "pink"})
    found = problems(write(tmp_path, {}), settings)
    assert found[0] == "site.toml:5: the theme has no option `schem` (did you mean `scheme`?)"
    assert found[1].startswith("site.toml:6: option `singles` of the theme must be true or false")
    assert found[2].startswith("site.toml:7: option `scheme` of the theme must be one of system, light, dark")
    (tmp_path / "site.toml").write_text('[theme.tokens]\naccnt = "#a11"\n')
    found = problems(tmp_path, ThemeSection(tokens={"accnt": "#a11"}))
    assert found == ["site.toml:2: no CSS of the theme has a token `--accnt` (did you mean `accent`?)"]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("= 1\n", "themes/mine/theme.toml:1: is not TOML"),
        ('extend = "default"\n', "themes/mine/theme.toml:1: unknown key `extend` (did you mean `extends`?)"),
        ('name = "other"\n', "themes/mine/theme.toml:1: calls the theme `other`"),
        ('\nextends = "mine"\n', "themes/mine/theme.toml:2: extends itself"),
        ('extends = "nothing"\n', "themes/mine/theme.toml:1: no theme `nothing` (there are: "),
        ('extends = "../x"\n', "themes/mine/theme.toml:1: `../x` is not a theme's name"),
        ('[options.a]\ntype = "choice"\ndefault = "x"\n', "themes/mine/theme.toml:1: option `a` has no choices"),
        ('[options.a]\ntype = "number"\ndefault = 9\nmax = 5\n', "themes/mine/theme.toml:1: the default of option `a`"),
        ('[options.a]\ntype = "colour"\ndefault = 9\n', "themes/mine/theme.toml:1: option `a`: invalid enum"),
        ("description = 3\n", "themes/mine/theme.toml:1: `description`: expected text in quotes"),
        ("[tokens]\nink = 3\n", "themes/mine/theme.toml:1: `tokens`: expected text in quotes"),
        ('[tokens]\naccnt = "#111"\n', "themes/mine/theme.toml:2: no CSS of the theme has a token `--accnt`"),
    ],
)
def test_a_mistake_in_theme_toml_is_named_with_its_line(tmp_path: Path, toml: str, message: str) -> None:
    assert problems(write(tmp_path, {"theme.toml": toml}))[0].startswith(message)


def test_themes_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, {"theme.toml": 'extends = "mine"\n'}, "paper")
    found = problems(write(tmp_path, CHAIN))
    assert found == ["themes/paper/theme.toml:1: themes extend each other without end: mine > paper > mine"]


def test_an_unknown_name_in_a_template_is_told_what_the_view_holds(tmp_path: Path) -> None:
    page = PlainPage(head=Head(title="T", path="404.html", canonical=""))
    for text, message in (
        ("{{ page.haed }}", "`PlainPage` holds no `haed` (did you mean `head`?); it holds "),
        ("{{ page.head.titel }}", "`Head` holds no `titel` (did you mean `title`?); it holds canonical, "),
        ("{{ pag.head }}", "`pag` is not known here (did you mean `page`?). The page's view, `PlainPage`, holds "),
        ("{{ theme.options.tint }}", "`dict` holds no `tint`; it holds note, scheme, singles"),
        ("{{ page.head.title + 1 }}", "TypeError: "),
    ):
        theme = load_theme("mine", write(tmp_path, {"templates/404.html": f"<p>\n{text}"}))
        with pytest.raises(DigestError) as caught:
            Renderer(theme, config()).render("404.html", page)
        notice = caught.value.notices[0]
        assert (notice.path, notice.line) == ("themes/mine/templates/404.html", 2)
        assert message in notice.message
        # No list is told twice.
        assert notice.message.count("`PlainPage`") <= 1


def test_a_fault_in_a_part_is_blamed_on_the_part(tmp_path: Path) -> None:
    base = (
        '{% import "macros.html" as m %}<title>{{ page.head.title }}</title>\n{% block main %}{% endblock %}{{ x.y }}'
    )
    write(tmp_path, {"theme.toml": "", "templates/base.html": base}, "paper")
    theme = load_theme("mine", write(tmp_path, CHAIN))
    with pytest.raises(DigestError) as caught:
        Renderer(theme, config()).render("404.html", PAGE)
    assert caught.value.notices[0].where == "themes/paper/templates/base.html:2"


def test_check_names_what_is_idle_broken_or_out_of_date(tmp_path: Path) -> None:
    files = {
        "theme.toml": f"views = {VERSION + 1}\n",
        "templates/fornt.html": "x",
        "templates/day.html": "a\n{% if %}",
        "templates/tags.html": ejected_mark("default", "what it was") + "what it was",
    }
    found = warnings(write(tmp_path, files))
    assert [row.partition(" (")[0] for row in found] == [
        "themes/mine/templates/day.html:2: Expected an expression, got 'end of statement block'",
        "themes/mine/templates/fornt.html: is used by no page",
        "themes/mine/templates/tags.html:1: is a copy, and the template of `default` has changed since",
        f"themes/mine/theme.toml: was written for version {VERSION + 1} of the views; this is version {VERSION}",
    ]
    assert "did you mean `front.html`?" in found[1]


def test_nothing_is_said_of_a_theme_in_order(tmp_path: Path) -> None:
    original = load_theme("default", tmp_path).layers[0].templates["tags.html"]
    files = {
        "theme.toml": f"views = {VERSION}\n",
        "templates/tags.html": ejected_mark("default", original) + original,
        "templates/part.html": "x",
        "templates/404.html": '{% include "part.html" %}{{ t("mine.word") }}',
        "i18n/en.toml": '[nav]\nabout = "Us"\n[mine]\nword = "Word"\n',
    }
    assert warnings(write(tmp_path, files)) == []
