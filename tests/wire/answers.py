"""What a wire can do to an answer: to its first line, headers, length and body; no tests."""

import gzip
from collections.abc import Callable

from tests.wire.proxy import END_OF_HEAD, Fault, garble


def split(raw: bytes) -> tuple[bytes, bytes]:
    """The lines above the body without its length, and the body, unpacked."""
    above, _, below = raw.partition(END_OF_HEAD)
    lines = [each for each in above.split(b"\r\n") if not each.startswith(b"content-")]
    lines.append(b"content-type: application/json")
    return b"\r\n".join(lines), gzip.decompress(below) if b"\ncontent-encoding" in above else below


def whole(above: bytes, below: bytes) -> bytes:
    return above + b"\r\nContent-Length: %d" % len(below) + END_OF_HEAD + below


def first_line(text: bytes) -> Fault:
    return garble(lambda raw: text + raw[raw.index(b"\r\n") :])


def more_lines(text: bytes) -> Fault:
    return garble(lambda raw: whole(split(raw)[0] + b"\r\n" + text, split(raw)[1]))


def body(change: Callable[[bytes], bytes]) -> Fault:
    """Change the body and let the length follow."""
    return garble(lambda raw: whole(split(raw)[0], change(split(raw)[1])))


def packed(change: Callable[[bytes], bytes]) -> Fault:
    """Change the body where it is packed, and let the length follow."""

    def changed(raw: bytes) -> bytes:
        above, below = split(raw)
        return whole(above + b"\r\nContent-Encoding: gzip", change(gzip.compress(below)))

    return garble(changed)


def length(text: bytes) -> Fault:
    """Lie about the length of the body."""
    return _framed(b"Content-Length: " + text, lambda below: below)


def chunked(size: bytes, after: bytes = b"\r\n0\r\n\r\n") -> Fault:
    """Send the body as one chunk that claims to be of a size (empty: of its own)."""
    line = b"Transfer-Encoding: chunked"
    return _framed(line, lambda below: (size or b"%x" % len(below)) + b"\r\n" + below + after)


def until_closed(after: int) -> Fault:
    """Send so many bytes of a body of no announced length: its end is where the wire ends."""
    return _framed(b"Connection: close", lambda below: below[:after])


def _framed(line: bytes, change: Callable[[bytes], bytes]) -> Fault:
    def changed(raw: bytes) -> bytes:
        above, below = split(raw)
        return above + b"\r\n" + line + END_OF_HEAD + change(below)

    return garble(changed)
