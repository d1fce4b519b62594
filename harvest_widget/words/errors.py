"""Errors of the API: what went wrong, and the next step."""

API_ERRORS = {
    "no_network": "There is no connection to Harvest. Nothing is lost: it goes on by itself once"
    " the network is back.",
    "name_not_found": "Harvest's address was not found. Check the internet connection; it is tried"
    " again by itself.",
    "tls": "The connection to Harvest is not trusted on this computer. Sign in to the network if"
    " it asks for it (a hotel, a train), and check the date and time; where a company inspects"
    " traffic, ask whoever runs the network to add its certificate to the system's trust store.",
    "proxy": "The system's proxy did not let us through. Check it in the system's network"
    " settings.",
    "time_out": "Harvest did not answer in time. Nothing is lost: it is tried again by itself.",
    "interrupted": "The connection broke before Harvest had answered. What became of it is looked"
    " up by itself.",
    "broken_answer": "The answer did not look like Harvest's. Sign in to the network if it asks"
    " for it (a hotel, a train); otherwise it is tried again by itself.",
    "down": "Harvest has a problem on its side. Nothing is lost: it is tried again by itself.",
    "throttled": "Harvest asked for a pause because of too many requests. It goes on by itself.",
    "token_refused": "Harvest no longer accepts this sign-in. Sign in again; what is not sent yet"
    " is kept.",
    "forbidden": "You have no permission for this in Harvest. Ask an administrator of your"
    " account, or discard it.",
    "not_found": "Harvest does not know this entry any more. Create it again, or discard it.",
    "refused": "Harvest refused this. Correct it and try again, or discard it.",
    "bad_request": "Harvest did not understand this. Try again, or discard it; a newer version of"
    " the program may help.",
}
IN_BETWEEN = {
    "tls": "Not trusted",
    "proxy": "The proxy refuses",
    "broken_answer": "Strange answers",
}
"""What stands between us and Harvest, in short: somebody has to do something about it."""
HARVEST_SPOKE = set("down throttled token_refused forbidden not_found refused bad_request".split())


def api_error(kind: str, said: str = "") -> str:
    """The sentence of a kind of error, and what was said: by Harvest or by this system."""
    if not said:
        return API_ERRORS[kind]
    says = f"Harvest says: “{said}”" if kind in HARVEST_SPOKE else f"({said})"
    return f"{API_ERRORS[kind]} {says}"


def http_status(number: int) -> str:
    """A status of HTTP that has no name."""
    return f"status {number}"


TOKEN_UNSENDABLE = "A token has no blanks inside and no unusual characters. Copy it again."  # noqa: S105


def unprotected(url: str) -> str:
    """Refusal of an address over which others could read the token."""
    return f"{url} is not protected: use https (plain http only on this computer itself)."


def no_address(url: str) -> str:
    """Refusal of an address that is none."""
    return f"{url} is not the address of a server."
