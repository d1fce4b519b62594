"""Decides whether the command line is a command or a start; the start alone loads Qt."""

import os
import sys

from harvest_widget import __version__, cli, lock, paths, words


def main() -> int:
    """Run `harvest-widget` with the arguments of this process; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console may lack letters of a client's name; a windowed program has no console at all.
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = sys.argv[1:]
    try:
        options = cli.parse(arguments)
        if options.help:
            print(words.HELP)
            return cli.DONE
        if options.version:
            print(f"harvest-widget {__version__}")
            return cli.DONE
        return cli.run(options) if options.command else start(options)
    except cli.UsageError as wrong:
        return cli.refuse(str(wrong), cli.USAGE, as_json="--json" in arguments)
    except KeyboardInterrupt:
        return 130


def start(options: cli.Options) -> int:
    """Run the program of this profile, or bring the one that runs to the front."""
    places = options.places
    try:
        places.create()
        first = _is_first(places, hidden=options.hidden)
    except TimeoutError:
        return cli.refuse(words.NO_ANSWER, cli.REFUSED)
    except paths.NotPrivateError as error:
        return cli.refuse(words.not_private(str(error)), cli.REFUSED)
    except OSError as error:
        return cli.refuse(words.no_place(places.folder, str(error)), cli.REFUSED)
    return _run(options) if first else cli.DONE


def _is_first(places: paths.Places, *, hidden: bool) -> bool:
    """Take the lock, or greet the program that has it; raises TimeoutError if that stays silent."""
    # The first one is raised; a start at login that finds one has nothing to do.
    greeting = b'{"command": "status"}\n' if hidden else b'{"command": "show"}\n'
    for _ in range(cli.TRIES):
        if lock.hold(places.lock) is not None:
            return True
        # Held: it runs, or is starting (it will hear us), or is closing (we follow it).
        if cli.ask(places.socket, greeting):
            return False
        cli.pause()
    raise TimeoutError


def _run(options: cli.Options) -> int:
    # Wine drops every QT_* variable, and so do some launchers: this one reaches Qt everywhere.
    if name := os.environ.get("HARVEST_WIDGET_QT_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = name
    from harvest_widget import app

    code = app.run(options)
    # All is written and closed. A keychain's prompt may still hold its thread: to take the
    # interpreter down around that aborts the process ("FATAL: exception not rethrown").
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
