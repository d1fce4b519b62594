"""A Harvest that runs on this machine: for `--demo`, and as the counterpart of the tests.

It imports nothing else of this program, so it can't share the program's mistakes.

    sandbox.py      Sandbox.answer: request in, answer out; no sockets
    app.py          the same as an ASGI application      server.py, __main__.py   served
    rules.py        what happens to time entries          fields.py   what was sent, checked
    rights.py       who may; what is locked               times.py    hours, dates, times of day
    entries.py, people.py, catalogue.py, reports.py       the calls;   routes.py   who gets where
    shapes.py, paging.py, messages.py                     how answers look
    sign_in.py      tokens, accounts, the browser step    throttle.py   the rate limit
    accounts.py     what is remembered                    keep.py     as bytes and back
    settings.py     every choice a test has               zones.py    names of time zones
    seed.py, demo.py   what is there at the start         clock.py    its own time
    control.py      `/_sandbox`                           faults.py   what goes wrong on order
"""

from harvest_widget.sandbox.app import ConnectionDropped, asgi_app
from harvest_widget.sandbox.clock import Clock
from harvest_widget.sandbox.demo import demo
from harvest_widget.sandbox.messages import Answer
from harvest_widget.sandbox.sandbox import Sandbox
from harvest_widget.sandbox.seed import TOKEN, standard
from harvest_widget.sandbox.settings import SWITCHES, Settings

__all__ = [
    "SWITCHES",
    "TOKEN",
    "Answer",
    "Clock",
    "ConnectionDropped",
    "Sandbox",
    "Settings",
    "asgi_app",
    "demo",
    "standard",
]
