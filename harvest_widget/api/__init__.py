"""The conversation with Harvest's API v2: asking, reading, failing; nothing is decided here.

    requests.py      one function per call, pure
    responses.py     bytes in, values of the model out, pure
    errors.py        the kinds of failure, and what each says about the fate of a request
    throttle.py      when the next request may leave, pure
    surroundings.py  this computer: its trust store, its proxy, the addresses that are safe
    client.py        the wire: the only file that imports httpx, and therefore imported late
    sign_in.py       from a token to an account

No layer above looks at a status code, a header or an exception of httpx.
"""
