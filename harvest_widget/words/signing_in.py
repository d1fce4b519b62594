"""Signing in: the token, the account, the keychain."""

from harvest_widget.words.errors import api_error

SIGN_IN_TITLE = "Sign in to Harvest"
SIGN_IN_AGAIN = "Sign in again"
WHAT_IT_IS = "An unofficial tray timer for your Harvest account; it is not made by Harvest."
TOKEN_LABEL = "Personal access token"  # noqa: S105
TOKEN_HINT = "Paste it here"  # noqa: S105
SHOW_TOKEN, HIDE_TOKEN = "Show the token", "Hide the token"
SHOW, HIDE = "Show", "Hide"
MAKE_TOKEN = "Open the page where tokens are made"  # noqa: S105
TOKEN_STAYS = "It is kept in this system's keychain and sent to nobody but Harvest."  # noqa: S105
SIGNING_IN, KEEPING_TOKEN = "Signing in…", "Waiting for the keychain…"
CANCEL = "Cancel"
TRY_DEMO = "Try the demo"
DEMO_HINT = "Two weeks of sample data on this computer. No account needed."
TOKEN_MISSING = "Paste a token first."  # noqa: S105
TOKEN_UNKNOWN = "Harvest does not know this token. Copy it again, or make a new one."  # noqa: S105
NO_HARVEST_ACCOUNT = (
    "This token opens no Harvest account. Make one while you are signed in to Harvest."
)
CHOOSE_ACCOUNT = "Which account?"
CHOOSE_ACCOUNT_HINT = "Your token opens several. You can change this later by signing in again."
OTHER_TOKEN = "Use another token"  # noqa: S105
SESSION_ONLY = "Keep it for this session only"
KEYCHAIN_TITLE = "The token could not be kept"
KEYCHAIN = {
    "locked": "The system's keychain is locked. Unlock it and try again, or sign in"
    " anew after each start.",
    "absent": "This system has no keychain. You can go on, but you will have to sign"
    " in after each start.",
    "slow": "The keychain does not answer. It may be asking for its password in another window.",
    "failed": "The keychain refused: {why}",
}
UNREACHABLE = {
    "no_network": "Harvest can't be reached. Check the internet connection, then try again.",
    "name_not_found": "Harvest's address was not found. Check the internet connection, then"
    " try again.",
    "time_out": "Harvest did not answer in time. Try again.",
    "interrupted": "The connection broke before Harvest had answered. Try again.",
    "broken_answer": "The answer did not look like Harvest's. Sign in to the network if it asks for"
    " it (a hotel, a train), then try again.",
    "down": "Harvest has a problem on its side. Try again in a few minutes.",
    "throttled": "Harvest asked for a pause because of too many requests. Try again in a minute.",
}


def unreachable(kind: str, said: str) -> str:
    """Why nothing is known about a token."""
    if kind in ("not_found", "refused", "bad_request", "forbidden"):
        # These answers are about entries; to a sign-in Harvest itself never gives them.
        kind = "broken_answer"
    return UNREACHABLE[kind] if kind in UNREACHABLE else api_error(kind, said)


def account_refused(name: str) -> str:
    """An account of the token that did not let the user in."""
    return f"{name} did not let you in. Choose another account, or ask an administrator there."


def waiting_for_account(count: int, account: str, user: str) -> str:
    """Signed out with a queue."""
    entries = "1 entry is" if count == 1 else f"{count} entries are"
    return f"{entries} waiting for {account}. Sign in as {user} to send what is waiting."


def other_user(user: str, account: str) -> str:
    """The token is somebody else's than before."""
    return f"This token belongs to {user} at {account}."


def queue_stays(count: int, user: str) -> str:
    """What becomes of the queue when somebody else signs in."""
    entries = "The entry that waits" if count == 1 else f"The {count} entries that wait"
    return f"{entries} for {user} will stay here, to be sent when {user} signs in again."


def continue_as(user: str) -> str:
    """Button: sign in as somebody else than before."""
    return f"Continue as {user}"
