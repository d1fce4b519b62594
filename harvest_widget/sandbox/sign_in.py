"""The sign-in host: which accounts a token opens, the browser step, and tokens for codes."""

from html import escape
from random import Random
from urllib.parse import urlencode, urlsplit

from harvest_widget.sandbox.accounts import Token, World
from harvest_widget.sandbox.messages import Json, Reply
from harvest_widget.sandbox.seed import TOKEN

LIFETIME = 1209599  # seconds a token from the browser lives
_HTML = "text/html; charset=utf-8"
_UNAUTHORIZED = (
    "The access token provided is expired, revoked, malformed or invalid for other reasons."
)


def unauthorized() -> Reply:
    """The 401 for a bad token, in Harvest's words."""
    challenge = (
        'Bearer realm="Rack::OAuth2 Protected Resources", error="invalid_token", '
        f'error_description="{_UNAUTHORIZED}"'
    )
    body = {"error": "invalid_token", "error_description": _UNAUTHORIZED}
    return Reply(401, body, "application/json", [("WWW-Authenticate", challenge)])


def token_of(world: World, headers: dict[str, str], query: dict[str, list[str]], now: int) -> str:
    """Return the valid token a request carries, or an empty text."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        secret = query.get("access_token", [""])[-1]
    token = world.tokens.get(secret.strip())
    if token is None or (token.expires_at is not None and token.expires_at <= now):
        return ""
    return secret.strip()


def accounts(world: World, secret: str) -> Reply:
    """GET /api/v2/accounts; the person's id is on purpose not a user id."""
    token = world.tokens[secret]
    person = next(
        (world.accounts[account].users[user] for account, user in token.accounts), world.owner
    )
    harvest: list[Json] = [
        {"id": account, "name": world.accounts[account].name, "product": "harvest"}
        for account, _ in token.accounts
    ]
    forecast = [{"id": n, "name": name, "product": "forecast"} for n, name in token.forecast]
    user = {
        "id": token.person,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
    }
    return Reply(200, {"user": user, "accounts": harvest + forecast})


def authorize(world: World, query: dict[str, list[str]], now: int, rng: Random) -> Reply:
    """GET /oauth2/authorize: a page with Allow and Deny, then the way back to the program.

    PKCE fields are ignored; a redirect address that is not http(s) is refused.
    """
    wanted = {name: values[-1] for name, values in query.items()}
    target = wanted.get("redirect_uri") or world.settings.registered_redirect
    address = urlsplit(target)
    if wanted.get("response_type") not in ("token", "code") or not wanted.get("client_id"):
        return _page(400, "Sign-in request not understood", "Something is missing.")
    if address.scheme not in ("http", "https") or not address.netloc:
        return _page(400, "Redirect address refused", "Only http and https are allowed.")
    if not target.startswith(world.settings.registered_redirect):
        return _page(400, "Redirect address refused", "It is not the one that was registered.")
    match wanted.pop("decision", ""):
        case "allow":
            fields = _granted(world, wanted, now, rng)
        case "deny":
            fields = {"error": "access_denied"}
        case _:
            return _question(wanted)
    if "state" in wanted:
        fields["state"] = wanted["state"]
    fragment = world.settings.implicit_answer == "fragment" and wanted["response_type"] == "token"
    mark = "#" if fragment else "&" if address.query else "?"
    return Reply(302, None, _HTML, [("Location", f"{target}{mark}{urlencode(fields)}")])


def _granted(world: World, wanted: dict[str, str], now: int, rng: Random) -> dict[str, str]:
    # Nothing asks for a password here, so the page may say whose browser this is.
    secret = wanted.get("as", TOKEN)
    secret = secret if secret in world.tokens else TOKEN
    scope = " ".join(f"harvest:{account}" for account, _ in world.tokens[secret].accounts)
    if wanted["response_type"] == "code":
        code = f"code-{rng.getrandbits(64):016x}"
        world.codes[code] = secret
        return {"code": code, "scope": scope}
    fresh = _issue(world, secret, now, rng)
    return {
        "access_token": fresh,
        "expires_in": str(LIFETIME),
        "scope": scope,
        "token_type": "bearer",
    }


def _issue(world: World, secret: str, now: int, rng: Random) -> str:
    old = world.tokens[secret]
    fresh = f"{old.person}.at.{rng.getrandbits(128):032x}"
    world.tokens[fresh] = Token(old.person, old.accounts, old.forecast, now + LIFETIME)
    return fresh


def token(world: World, fields: Json, now: int, rng: Random) -> Reply:
    """POST /api/v2/oauth2/token: tokens for a code or a refresh token, each good for one use."""
    if not fields.get("client_id") or not fields.get("client_secret"):
        return Reply(401, {"error": "invalid_client"})
    match fields.get("grant_type"):
        case "authorization_code":
            secret = world.codes.pop(str(fields.get("code")), "")
        case "refresh_token":
            secret = world.refresh_tokens.pop(str(fields.get("refresh_token")), "")
        case _:
            return Reply(400, {"error": "unsupported_grant_type"})
    if not secret:
        return Reply(400, {"error": "invalid_grant"})
    renewal = f"{world.tokens[secret].person}.rt.{rng.getrandbits(128):032x}"
    world.refresh_tokens[renewal] = secret
    fresh = _issue(world, secret, now, rng)
    answer = {"access_token": fresh, "refresh_token": renewal}
    return Reply(200, {**answer, "token_type": "bearer", "expires_in": LIFETIME})


def _question(wanted: dict[str, str]) -> Reply:
    links = [
        f'<a id="{decision}" href="/oauth2/authorize?'
        f'{escape(urlencode({**wanted, "decision": decision}))}">{words}</a>'
        for decision, words in (("allow", "Allow"), ("deny", "Deny"))
    ]
    who = escape(wanted.get("client_id", ""))
    text = f"Let {who} use your account? {' '.join(links)}"
    return _page(200, "Sandbox sign-in", text, safe=True)


def _page(status: int, title: str, text: str, *, safe: bool = False) -> Reply:
    body = text if safe else escape(text)
    html = f"<!doctype html><title>{escape(title)}</title><h1>{escape(title)}</h1><p>{body}</p>"
    return Reply(status, html, _HTML)
