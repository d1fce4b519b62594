"""What a connection finds on this computer: trust store, proxy, safe addresses; opens none."""

import functools
import ipaddress
import ssl
import sys
import urllib.request
from urllib.parse import urlsplit

from harvest_widget import words
from harvest_widget.api.responses import origin_of


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The one TLS configuration: the system's trust store decides, and nothing turns that off."""
    if sys.platform == "linux":
        # truststore reads the same files, but anew for each connection: 50 ms in the event loop.
        context = ssl.create_default_context()
        if context.cert_store_stats()["x509_ca"]:
            return context
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def proxy_for(origin: str) -> str | None:
    """The system's proxy on the way to an origin; none to this computer itself."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def checked_address(url: str) -> tuple[str, str]:
    """The address without a slash at its end, and its origin.

    Raises ValueError, with a sentence for the user, if it is none or would bare the token.
    """
    origin = origin_of(url)
    if origin is None:
        raise ValueError(words.no_address(url))
    parts = urlsplit(url)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(words.no_address(url))
    plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not plain:
        raise ValueError(words.unprotected(url))
    return url.rstrip("/"), origin


def checked_token(token: str) -> str:
    """The token without blanks around it; raises ValueError if it can't be one.

    Any other character would end in an error of the wire that quotes the whole header.
    """
    token = token.strip()
    if not token or not all("!" <= character <= "~" for character in token):
        raise ValueError(words.TOKEN_UNSENDABLE)
    return token


def is_loopback(host: str) -> bool:
    """Whether a host is this computer itself, by its own name or number."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
