"""HTTPS: HTTP/2 where the server speaks it, and certificates judged by the host's name, not by the checked address."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest

from builder.ingest.fetcher import Fetcher, FetchError, Limits


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for post.example that nobody has signed, with its key."""
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the certificate, is not here")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=post.example".split()
    command += ["-addext", "subjectAltName=DNS:post.example", "-keyout", str(path), "-out", str(path) + ".cert"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.cert").read_bytes())
    return path


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    """A server of HTTP/2 that answers everything with one word."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(["h2"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, context), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(client, context), daemon=True).start()


def _serve(client: socket.socket, context: ssl.SSLContext) -> None:
    with client:
        try:
            with context.wrap_socket(client, server_side=True) as secured:
                connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
                connection.initiate_connection()
                secured.sendall(connection.data_to_send())
                while data := secured.recv(65535):
                    for event in connection.receive_data(data):
                        if isinstance(event, h2.events.RequestReceived):
                            connection.send_headers(event.stream_id, [(":status", "200")])
                            connection.send_data(event.stream_id, b"hello", end_stream=True)
                    secured.sendall(connection.data_to_send())
        except OSError:
            return


def fetcher(trusted: Path | None) -> Fetcher:
    verify = ssl.create_default_context(cafile=f"{trusted}.cert") if trusted else None
    limits = Limits(private=True, pause=0, attempts=1, timeout=5)
    return Fetcher(limits, "t", resolver=lambda host, port: ["127.0.0.1"], verify=verify)


def test_http_2_and_the_certificate_of_the_name(port: int, certificate: Path) -> None:
    asked = fetcher(certificate)
    assert asked.get(f"https://post.example:{port}/").body == b"hello"
    with pytest.raises(FetchError, match=r"cannot be reached: .*certificate") as raised:
        asked.get(f"https://other.example:{port}/")
    assert raised.value.kind == "connect"
    asked.close()


def test_a_certificate_that_nobody_signed_is_refused(port: int) -> None:
    asked = fetcher(None)
    with pytest.raises(FetchError, match="certificate"):
        asked.get(f"https://post.example:{port}/")
    asked.close()
