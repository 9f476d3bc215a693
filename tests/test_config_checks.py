"""Tables of site.toml for machines: what cannot be meant is named with its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder.commands.check import check
from builder.config_file import parse_config
from builder.errors import DigestError
from builder.workspace import Options

CONTACT = '[security]\ncontact = ["mailto:a@b.example"]\nexpires = 2027-01-01T00:00:00Z\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[syndication]\nhub = "hub.example"\n', 2, "is not a hub's address"),
        ('[syndication]\nhub = "https://[x"\n', 2, "is not a hub's address"),
        ("[syndication]\nentries = 0\n", 2, "`entries` in [syndication]"),
        ('[syndication]\ntext = "all"\n', 2, "`text` in [syndication]"),
        ('[pictures]\nstories = "some"\n', 2, "`stories` in [pictures]"),
        ('[app]\ncolour = "red"\n', 2, "`colour` in [app]"),
        ('[robots]\nrefuse = ["Bad\\nBot"]\n', 2, "is not a crawler's name"),
        ('[security]\ncontact = ["a@b.example"]\nexpires = 2027-01-01T00:00:00Z\n', 2, "is not a contact"),
        (
            '[security]\ncontact = ["mailto:a@b.example\\nPolicy: x"]\nexpires = 2027-01-01T00:00:00Z\n',
            2,
            "is not a contact",
        ),
        ('[security]\ncontact = ["mailto:a@b.example"]\n', 2, "needs `expires`"),
        ("[security]\nexpires = 2027-01-01T00:00:00Z\n", 0, "there is no contact"),
        ('[security]\ncontact = ["tel:+351"]\nexpires = 2027-01-01\n', 3, "`expires` in [security]"),
        (f'{CONTACT}policy = "http://b.example/"\n', 4, "is not a secure address"),
        (f'{CONTACT}languages = ["english!"]\n', 4, "is not a language"),
    ],
)
def test_what_cannot_be_meant(text: str, line: int, words: str) -> None:
    with pytest.raises(DigestError) as caught:
        parse_config(text)
    (notice,) = caught.value.notices
    assert notice.line == line
    assert words in notice.message


def test_what_can_be_meant() -> None:
    found = parse_config(
        f'{CONTACT}encryption = "openpgp4fpr:abcd"\n[syndication]\nhub = "https://hub.example/"\nentries = 10\n'
    )
    assert found.security.encryption == "openpgp4fpr:abcd"
    assert (found.syndication.hub, found.syndication.entries) == ("https://hub.example/", 10)


def test_a_security_file_out_of_date_is_named(write_site: Callable[..., Path]) -> None:
    root = write_site({"site.toml": CONTACT})
    times = [Options(now=datetime(year, 6, 1, tzinfo=UTC)) for year in (2026, 2027)]
    kinds = [[notice.kind for notice in check(root, now).notices] for now in times]
    assert "security" not in kinds[0]
    assert "security" in kinds[1]
