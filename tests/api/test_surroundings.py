"""Trust store, proxy and addresses: what a connection finds on this computer."""

import asyncio
import ssl
import sys
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from harvest_widget.api import requests, surroundings
from harvest_widget.api.client import Client
from harvest_widget.api.errors import ApiError, Fate
from tests.api.lines import TOKEN, line, now
from tests.api.raw_server import answer, raw_server

API = "https://api.harvestapp.com"


@pytest.fixture(autouse=True)
def no_proxy_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for scheme in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme}_proxy".upper(), raising=False)
    surroundings.tls_context.cache_clear()
    yield
    surroundings.tls_context.cache_clear()


async def failure(client: Client) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await client.send(requests.me())
    return caught.value


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of 127.0.0.1 that nobody but itself vouches for."""
    pytest.importorskip("cryptography", reason="certificates are made with cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_an_unknown_certificate_is_unsent_and_says_why(certificate: Path) -> None:
    async with raw_server(answer(), tls=serving(certificate)) as server, line(server.url) as client:
        error = await failure(client)
    assert (error.kind, error.fate) == ("tls", Fate.UNSENT)
    assert "certificate" in error.said
    assert server.heard == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the store is not a file")
async def test_a_certificate_of_the_systems_trust_store_is_trusted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with raw_server(answer(), tls=serving(certificate)) as server, line(server.url) as client:
        assert (await client.send(requests.me())).status == 200


async def test_a_server_that_speaks_no_tls_is_unsent_and_says_so() -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 this is something else\r\n")
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, line(f"https://127.0.0.1:{port}") as client:
        error = await failure(client)
    assert (error.kind, error.fate, error.said) == ("tls", Fate.UNSENT, "wrong version number")


async def test_an_unreadable_trust_store_is_unsent_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreadable() -> ssl.SSLContext:
        raise ssl.SSLError("no certificate or crl found")

    monkeypatch.setattr("harvest_widget.api.client.tls_context", unreadable)
    async with line(API) as client:
        error = await failure(client)
    assert (error.kind, error.fate) == ("tls", Fate.UNSENT)


async def test_this_computer_has_an_address_of_the_newer_kind_too() -> None:
    async with line("http://[::1]:1") as client:
        assert (await failure(client)).kind == "no_network"


def test_the_context_verifies_and_is_shared() -> None:
    context = surroundings.tls_context()
    assert context is surroundings.tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_where_openssl_knows_no_store_the_system_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(empty))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    context = surroundings.tls_context()
    assert type(context).__module__.startswith("truststore")
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_on_systems_without_a_file_of_certificates_the_system_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert type(surroundings.tls_context()).__module__.startswith("truststore")


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy.example:8080"}, "http://proxy.example:8080"),
        ({"https_proxy": "proxy.example:8080"}, "http://proxy.example:8080"),
        ({"http_proxy": "http://proxy.example:8080"}, None),
        ({"all_proxy": "socks5://proxy.example:1080"}, "socks5://proxy.example:1080"),
        (
            {"all_proxy": "socks://a.example:1", "https_proxy": "http://b.example:2"},
            "http://b.example:2",
        ),
        ({"https_proxy": "http://proxy.example", "no_proxy": ".harvestapp.com"}, None),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's settings count too")
def test_the_systems_proxy_is_used(
    variables: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert surroundings.proxy_for(API) == proxy


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080"])
def test_this_computer_is_never_reached_through_a_proxy(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:8080")
    assert surroundings.proxy_for(f"http://{host}") is None


async def test_a_proxy_that_refuses_is_unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = answer(407, b"", then_close=True)
    async with raw_server(refusal) as proxy, line(API) as client:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = await failure(client)
    assert (error.kind, error.fate) == ("proxy", Fate.UNSENT)
    assert [heard.method for heard in proxy.heard] == ["CONNECT"]
    assert "authorization" not in proxy.heard[0].headers


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "socks://127.0.0.1:1080"])
async def test_a_kind_of_proxy_that_we_do_not_speak_is_unsent_and_says_so(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    async with line(API) as client:
        error = await failure(client)
        assert (error.kind, error.fate) == ("proxy", Fate.UNSENT)
        # Once the setting is corrected the same client goes on.
        monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")
        assert (await failure(client)).kind == "no_network"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.harvestapp.com/v2", "https://api.harvestapp.com:443"),
        ("https://api.harvestapp.com/v2/", "https://api.harvestapp.com:443"),
        ("http://127.0.0.1:8080/v2", "http://127.0.0.1:8080"),
        ("http://localhost:8080/v2", "http://localhost:8080"),
        ("http://[::1]:8080/v2", "http://[::1]:8080"),
    ],
)
def test_https_anywhere_and_plain_http_to_this_computer_are_allowed(url: str, origin: str) -> None:
    assert surroundings.checked_address(url) == (url.rstrip("/"), origin)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.harvestapp.com/v2",
        "http://127.0.0.1.example.com/v2",
        "http://192.168.1.5/v2",
        "ftp://127.0.0.1:21/v2",
    ],
)
def test_the_token_never_travels_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError, match="not protected"):
        surroundings.checked_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.harvestapp.com",
        "https://",
        "https://a:port/",
        "file:///v2",
        "https://me:secret@example.com/v2",
        "https://example.com/v2?a=1",
        "https://example.com/v2#a",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not the address"):
        surroundings.checked_address(url)


def test_blanks_around_a_pasted_token_are_left_out() -> None:
    assert surroundings.checked_token(f"  {TOKEN}\r\n") == TOKEN


@pytest.mark.parametrize("token", ["", "  ", "two words", "a\nb", "tökén", "\u200babc", "a\0b"])
def test_what_can_not_be_a_token_is_refused_without_quoting_it(token: str) -> None:
    with pytest.raises(ValueError, match="no blanks") as caught:
        surroundings.checked_token(token)
    assert not token.strip() or token not in str(caught.value)
