"""One document from the network: what is asked, what is refused, and when it is asked again."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from builder.ingest.fetcher import Fetcher, FetchError, Limits, retry_after
from builder.ingest.hosts import PrivateHost, checked_addresses, is_public
from builder.ingest.robots import Robots
from builder.ingest.unpack import BadEncoding, TooLarge, read_body
from tests.ingest.server import Server

Make = Callable[..., Fetcher]


def problem(fetcher: Fetcher, url: str, **options: object) -> FetchError:
    with pytest.raises(FetchError) as raised:
        fetcher.get(url, **options)  # type: ignore[arg-type]
    return raised.value


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("192.168.0.1", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fc00::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("::127.0.0.1", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_which_addresses_are_of_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_one_private_address_among_several_refuses_a_host() -> None:
    def resolver(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(PrivateHost, match=r"10\.0\.0\.1"):
        checked_addresses("trap.example", 80, resolver, private=False)
    assert checked_addresses("trap.example", 80, resolver, private=True) == ["93.184.216.34", "10.0.0.1"]


def test_a_private_host_is_not_asked_unless_allowed(server: Server, make_fetcher: Make) -> None:
    url = server.page("/page", "hello")
    assert problem(make_fetcher(private=False), url).kind == "private"
    assert server.asked["/page"] == 0
    assert make_fetcher().get(url).body == b"hello"


def test_a_name_that_turns_private_between_two_requests_is_refused(server: Server) -> None:
    """The address is judged for the connection itself: there is no second look-up to lie in."""
    answers = iter([["127.0.0.1"]])
    fetcher = Fetcher(Limits(pause=0), "t", resolver=lambda host, port: next(answers))
    assert problem(fetcher, f"http://rebound.example:{server.server_port}/page").kind == "private"
    assert next(answers, None) is None, "the name was looked up once"
    fetcher.close()


def test_a_redirect_into_a_private_network_is_refused(server: Server) -> None:
    server.redirect("/out", f"http://inside.example:{server.server_port}/secret")
    server.page("/secret", "secret")
    # The first host passes for a public one: its look-up gives what the guard lets through only when allowed.
    fetcher = Fetcher(Limits(pause=0, private=True), "t")

    def gate(url: str) -> None:
        if "inside.example" in url:
            raise FetchError("private", "refused")

    assert problem(fetcher, server.url + "/out", gate=gate).kind == "private"
    assert server.asked["/secret"] == 0
    fetcher.close()


def test_the_request_says_who_we_are_and_what_we_have(server: Server, make_fetcher: Make) -> None:
    url = server.conditional("/feed", "<rss/>", etag='"v1"')
    found = make_fetcher().get(url)
    assert (found.etag, found.unchanged) == ('"v1"', False)
    again = make_fetcher().get(url, etag=found.etag)
    assert (again.unchanged, again.body) == (True, b"")
    assert server.headers_of["/feed"]["user-agent"] == "news-digest/test"
    assert server.headers_of["/feed"]["accept-encoding"] == "gzip, deflate"


def test_redirects_are_followed_and_lasting_ones_told(server: Server, make_fetcher: Make) -> None:
    server.page("/new", "here")
    server.redirect("/lasting", "/new", status=301)
    server.redirect("/passing", "/new", status=302)
    server.redirect("/mixed", "/passing", status=308)
    fetcher = make_fetcher()
    assert fetcher.get(server.url + "/lasting").moved_to == server.url + "/new"
    assert fetcher.get(server.url + "/passing").moved_to == ""
    assert fetcher.get(server.url + "/mixed").moved_to == server.url + "/passing"
    server.redirect("/loop", "/loop")
    assert problem(fetcher, server.url + "/loop").kind == "redirects"
    for target in ("file:///etc/passwd", "javascript:alert(1)", ""):
        server.redirect("/bad", target)
        assert problem(fetcher, server.url + "/bad").kind == "redirects"


def test_busy_servers_are_asked_again_and_others_not(server: Server, make_fetcher: Make) -> None:
    fetcher = make_fetcher()
    assert fetcher.get(server.failing("/busy", 503, 2, "fine")).body == b"fine"
    assert server.asked["/busy"] == 3
    found = problem(fetcher, server.failing("/down", 500, 99))
    assert (found.kind, found.lasting, server.asked["/down"]) == ("http-500", False, 3)
    found = problem(fetcher, server.url + "/nowhere")
    assert (found.kind, found.lasting, server.asked["/nowhere"]) == ("http-404", True, 1)


def test_a_long_retry_after_ends_the_try_and_is_told(server: Server, make_fetcher: Make) -> None:
    found = problem(make_fetcher(), server.failing("/later", 429, 99, Retry_After="7200"))
    assert (found.kind, found.wait, server.asked["/later"]) == ("http-429", 7200.0, 1)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Wed, 01 Oct 2025 00:01:00 GMT", 60.0), ("Tue, 30 Sep 2025 00:00:00 GMT", 0.0), ("soon", None)],
)
def test_retry_after_as_number_and_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, datetime(2025, 10, 1, tzinfo=UTC)) == seconds


def test_endless_slow_truncated_and_packed_bodies(server: Server, make_fetcher: Make) -> None:
    fetcher = make_fetcher(timeout=0.6, attempts=1)
    assert problem(fetcher, server.endless("/endless")).kind == "too-large"
    assert problem(fetcher, server.slow("/slow", b"x" * 500, pause=0.05)).kind == "timeout"
    assert problem(fetcher, server.truncated("/cut", b"x" * 500)).kind == "broken"
    bomb = gzip.compress(b"\0" * 30_000_000)
    assert problem(fetcher, server.page("/bomb", bomb, Content_Encoding="gzip")).kind == "too-large"
    assert problem(fetcher, server.page("/br", b"x", Content_Encoding="br")).kind == "encoding"
    assert fetcher.get(server.page("/gz", gzip.compress(b"hello"), Content_Encoding="gzip")).body == b"hello"


def test_nobody_listening_and_no_such_host(make_fetcher: Make) -> None:
    fetcher = make_fetcher(attempts=1)
    assert problem(fetcher, "http://127.0.0.1:1/").kind == "connect"
    assert problem(fetcher, "ftp://127.0.0.1/").kind == "address"

    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    lost = Fetcher(Limits(attempts=1), "t", resolver=nowhere)
    assert problem(lost, "http://lost.example/").kind == "connect"
    lost.close()


@pytest.mark.parametrize("packed", [zlib.compress(b"word " * 99), zlib.compress(b"word " * 99)[2:-4]])
def test_deflate_with_and_without_its_header(packed: bytes) -> None:
    assert read_body([packed[:10], packed[10:]], "deflate", 1000) == b"word " * 99


def test_packed_bodies_that_lie() -> None:
    with pytest.raises(BadEncoding):
        read_body([b"not gzip at all"], "gzip", 1000)
    with pytest.raises(BadEncoding):
        read_body([gzip.compress(b"x" * 5000)[:-12]], "gzip", 10_000)
    with pytest.raises(TooLarge):
        read_body([gzip.compress(b"x" * 5000)], "gzip", 4999)
    assert read_body([], "gzip", 10) == b""


def test_robots_are_kept_to(server: Server, make_fetcher: Make) -> None:
    server.page("/robots.txt", "User-agent: *\nDisallow: /private/\nCrawl-delay: 0.01\n", kind="text/plain")
    server.page("/private/x", "no")
    server.page("/open/x", "yes")
    fetcher = make_fetcher()
    robots = Robots(fetcher)
    assert fetcher.get(server.url + "/open/x", gate=robots).body == b"yes"
    assert problem(fetcher, server.url + "/private/x", gate=robots).kind == "robots"
    server.redirect("/open/way", "/private/x")
    assert problem(fetcher, server.url + "/open/way", gate=robots).kind == "robots"
    assert (server.asked["/private/x"], server.asked["/robots.txt"]) == (0, 1)


def test_robots_for_us_alone_a_missing_file_and_a_host_in_trouble(server: Server, make_fetcher: Make) -> None:
    server.page("/x", "page")
    assert make_fetcher().get(server.url + "/x", gate=Robots(make_fetcher())).body == b"page"
    server.failing("/robots.txt", 503, 99)
    assert problem(make_fetcher(), server.url + "/x", gate=Robots(make_fetcher())).kind == "robots"
    server.page("/robots.txt", "User-agent: news-digest\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert problem(make_fetcher(), server.url + "/x", gate=Robots(make_fetcher())).kind == "robots"
