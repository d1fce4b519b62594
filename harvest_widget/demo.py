"""The Harvest behind `--demo`: the sandbox in the program, kept in its profile; opens no port."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from harvest_widget.sandbox import TOKEN, Sandbox, asgi_app, demo

ADDRESS = "https://demo.invalid"
ACCOUNT_ID = "1"
NAME = "demo-account.json"

__all__ = ["ACCOUNT_ID", "ADDRESS", "TOKEN", "demo_account"]


def demo_account(folder: Path) -> Callable[..., Any]:
    """The demo's account as an ASGI application: as it was left, or two lively weeks up to `now`.

    Every change is written to `folder`; where that can't be done it lives as long as the program.
    """
    path = folder / NAME
    sandbox = _kept(path) or demo()
    answer = asgi_app(sandbox)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await answer(scope, receive, send)
        if scope["type"] == "http" and scope["method"] != "GET":
            _keep(path, sandbox.dump())

    return application


def _kept(path: Path) -> Sandbox | None:
    try:
        return Sandbox.load(path.read_bytes())
    except (OSError, ValueError):
        return None


def _keep(path: Path, data: bytes) -> None:
    new = path.with_suffix(".new")
    try:
        new.write_bytes(data)
        new.replace(path)
    except OSError:
        return
