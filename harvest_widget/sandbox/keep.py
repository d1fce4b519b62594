"""The whole world as bytes and back, so that a demo outlives the program."""

import json
from dataclasses import asdict, fields

from harvest_widget.sandbox.accounts import (
    Account,
    Client,
    Entry,
    Project,
    Task,
    TaskAssignment,
    Token,
    User,
    UserAssignment,
    World,
)
from harvest_widget.sandbox.messages import Json
from harvest_widget.sandbox.settings import Settings

VERSION = 1
_TABLES = {
    "users": User,
    "clients": Client,
    "projects": Project,
    "tasks": Task,
    "task_assignments": TaskAssignment,
    "user_assignments": UserAssignment,
    "entries": Entry,
}


def dump(world: World) -> bytes:
    """Return the world as JSON."""
    kept = asdict(world)
    for account in kept["accounts"].values():
        del account["found"], account["found_to"]
    return json.dumps({"version": VERSION, **kept}, separators=(",", ":")).encode()


def load(data: bytes) -> World:
    """Return the world of a dump.

    Raises ValueError if `data` is not one of this version.
    """
    try:
        kept = json.loads(data)
        if kept["version"] != VERSION:
            msg = f"a dump of version {kept['version']}"
            raise ValueError(msg)
        known = {field.name for field in fields(Settings)}
        settings = {name: value for name, value in kept["settings"].items() if name in known}
        world = World(Settings(**settings))
        world.accounts = {int(key): _account(one) for key, one in kept["accounts"].items()}
        world.tokens = {key: _token(one) for key, one in kept["tokens"].items()}
        world.refresh_tokens, world.codes = kept["refresh_tokens"], kept["codes"]
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"not a dump of a sandbox: {error!r}"
        raise ValueError(msg) from error
    return world


def _account(kept: Json) -> Account:
    account = Account(kept["id"], kept["name"])
    for table, kind in _TABLES.items():
        rows = {int(key): kind(**row) for key, row in kept[table].items()}
        setattr(account, table, rows)
    account.roles = {int(key): name for key, name in kept["roles"].items()}
    account.running = {int(key): entry for key, entry in kept["running"].items()}
    account.next_id, account.next_entry_id = kept["next_id"], kept["next_entry_id"]
    return account


def _token(kept: Json) -> Token:
    return Token(
        kept["person"],
        [(account, user) for account, user in kept["accounts"]],
        [(number, name) for number, name in kept["forecast"]],
        kept["expires_at"],
    )
