"""Harvest Widget, a desktop tray timer for Harvest accounts; this text is the map of the package.

The user changes a local state at once; a queue carries the changes to Harvest; what is shown is
always that queue replayed over what the server last said. Read `model/timesheet.py`, `store/` and
`sync/` and you have read the program; the rest is how it looks, hears and speaks.

    app.py           builds everything and owns quit
    ui/              widgets: they render the state and never wait
    sync/            what to send or ask next, and what an answer means
    platform/        idle, lock, keychain, notifications, hotkeys: one file per system
    store/           the one state, the changes to it, and its copy on disk
    api/             requests and answers; `client.py` alone speaks HTTP
    model/           the nouns and rules of Harvest; no input, no output, no clock

    words.py         every sentence a user can read
    paths.py         where the data and the local socket are
    resources.py     where the icons are
    cli.py           the commands that talk to the running program
    sandbox/         a Harvest that runs on this machine: behind --demo and the tests

Imports point down only; ui, sync and platform never import each other, nor do store and api.
"""

__version__ = "0.1.0"
