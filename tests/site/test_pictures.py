"""The pictures beside links: drawn alike every time, in every direction, and never beyond their edges."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import msgspec
import pytest
from PIL import Image

from builder.site.index import SiteIndex
from builder.site.pictures.bidi import joined, visual
from builder.site.pictures.draw import ROOM, _even, draw
from builder.site.pictures.fonts import drawable, lines_of, type_of
from builder.site.pictures.icons import draw_icon
from builder.site.pictures.specs import Icon, SitePicture, StoryPicture, count_words, key, site_picture, story_picture
from tests.site.fixtures import FERRY, config, ferry_site
from tests.site.pages import default_theme


def spec(**changes: object) -> StoryPicture:
    index = SiteIndex(ferry_site(), config(), default_theme().strings("en"))
    return msgspec.structs.replace(story_picture(index, FERRY, count_words(index)), **changes)


def image(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw)).convert("L")


def inked(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether anything is drawn in a part of a picture."""
    lowest, highest = picture.crop(box).getextrema()
    return lowest != highest


def test_a_story_is_told_by_its_matrix() -> None:
    made = spec()
    assert (made.outlets, made.independent, made.more) == (5, 3, 0)
    assert made.columns[0].says == (True, True, True)
    assert sum(sum(column.says) for column in made.columns) == 9
    assert made.days == ("2026-09-17", "2026-09-19")


def test_the_same_story_gives_the_same_bytes() -> None:
    made = spec()
    program = (
        "import sys, msgspec; from builder.site.pictures.draw import draw; "
        "from builder.site.pictures.specs import StoryPicture; "
        "sys.stdout.buffer.write(draw(msgspec.json.decode(sys.stdin.buffer.read(), type=StoryPicture)))"
    )
    other = subprocess.run(
        [sys.executable, "-c", program], input=msgspec.json.encode(made), capture_output=True, check=True
    )
    assert other.stdout == draw(made)
    assert key(made) == key(spec())
    assert (
        len({key(made), key(spec(title="Other")), key(spec(independent=2)), key(Icon(size=9, colour="#000000"))}) == 4
    )


@pytest.mark.parametrize(
    "title",
    ["Fog", "A ferry with 212 passengers runs aground " * 6, "Donaudampfschiff" * 30, "عبارة تجنح في الضباب", "船"],
)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_leaves_the_picture(title: str, direction: str) -> None:
    picture = image(draw(spec(title=title, direction=direction, site="Name of a site " * 20)))
    assert picture.size == (1200, 630)
    for box in ((0, 0, 1200, 30), (0, 0, 40, 630), (1160, 0, 1200, 630), (0, 600, 1200, 630)):
        assert not inked(picture, box), box
    # A headline in letters that no font here has is left out; it is not drawn as boxes.
    assert inked(picture, (64, 110, 1136, 400)) == drawable(title, "headline")


def test_right_to_left_is_the_mirror_of_left_to_right() -> None:
    columns = spec().columns
    empty = {"title": "", "site": "", "days": ("", ""), "words": ()}
    left = image(draw(spec(**empty, columns=tuple(msgspec.structs.replace(c, letters="") for c in columns))))
    right = image(
        draw(spec(**empty, columns=tuple(msgspec.structs.replace(c, letters="") for c in columns), direction="rtl"))
    )
    assert left.transpose(Image.Transpose.FLIP_LEFT_RIGHT).tobytes() == right.tobytes()


def test_lines_fit_and_lose_no_word() -> None:
    text = "Insurers and the inter-island subsidy: what the grounding means for hull-and-machinery cover " + "w" * 90
    for size in (76, 44):
        lines = lines_of(text, "headline", size, ROOM)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(type_of("headline", size).width(line) <= ROOM + 4 for line in lines)


def test_no_word_of_a_headline_stands_alone() -> None:
    lines = _even("Ferry with 212 passengers runs aground in fog off Cabo Tesso", 76)
    widths = [type_of("headline", 76).width(line) for line in lines]
    assert len(lines) == 3
    assert min(widths) > max(widths) / 2


def test_the_site_and_its_icons() -> None:
    index = SiteIndex(ferry_site(), config(), default_theme().strings("en"))
    made = site_picture(index)
    assert made == SitePicture(
        title="The Sant Tirril Digest", tagline="Every source, side by side", direction="ltr", colour="#12504f"
    )
    picture = image(draw(made))
    assert inked(picture, (64, 250, 1136, 350))
    icon = Image.open(BytesIO(draw_icon(Icon(size=192, colour="#204060"))))
    assert icon.getpixel((0, 0))[3] == 0
    assert icon.getpixel((96, 10)) == (0x20, 0x40, 0x60, 255)
    safe = Image.open(BytesIO(draw_icon(Icon(size=512, colour="#204060", safe=True))))
    assert safe.getpixel((0, 0)) == (0x20, 0x40, 0x60, 255)
    # Systems may cut everything outside the middle four fifths.
    assert not inked(safe.convert("L").crop((0, 0, 512, 51)), (0, 0, 512, 51))


def test_arabic_letters_join_and_run_to_the_left() -> None:
    assert joined("سلام") == "\ufeb3\ufefc\ufee1"
    assert joined("ادب") == "\ufe8d\ufea9\ufe8f"
    assert joined("مَدّ") == joined("مد")
    assert joined("بـ") == "\ufe91\u0640"
    assert visual("abc (123) שלום 45%, x", "ltr") == "abc (123) 45% םולש, x"
    assert visual("אב 1,234 (BBC) ג", "rtl") == "ג (BBC) 1,234 בא"
    assert visual("plain (text)", "ltr") == "plain (text)"
    assert visual("", "rtl") == ""


def test_planning_draws_nothing() -> None:
    program = (
        "import sys; from tests.site.pages import keys_of; from tests.site.fixtures import ferry_site\n"
        "keys_of(ferry_site()); heavy = {'PIL', 'numpy'}\n"
        "sys.exit(' '.join(sorted(heavy & {name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
