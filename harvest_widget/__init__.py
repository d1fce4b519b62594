"""Harvest Widget, a desktop tray timer for Harvest accounts; this text is the map of the package.

The user changes a local state at once; a queue carries the changes to Harvest; what is shown is
always that queue replayed over what the server last said. Read `model/timesheet.py`, `store/` and
`sync/` and you have read the program; the rest is how it looks, hears and speaks.

    app.py           builds everything and owns quit
    connection.py    from a token to a running queue: environment, keychain or demo
    commands.py      what the command line asks of the running program
    demo.py          the account behind --demo
    clock.py         what "now" is
    ui/              widgets: they render the state and never wait
    sync/            what to send or ask next, and what an answer means
    platform/        keychain, single instance, tray: what each system does its own way
    store/           the one state, the changes to it, and its copy on disk
    api/             requests and answers; `client.py` alone speaks HTTP
    model/           the nouns and rules of Harvest; no input, no output, no clock

    words/           every sentence a user can read
    paths.py, lock.py, log.py, resources.py    where things are; one program a profile; the log
    cli.py           the commands that talk to the running program
    sandbox/         a Harvest that runs on this machine: behind --demo and the tests

Imports point down only; ui, sync and platform never import each other, nor do store and api.
"""

__version__ = "0.1.0"
