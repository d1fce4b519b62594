"""The command `python -m harvest_widget.sandbox`: reads the options and serves."""

import argparse
import sys
import time
from collections.abc import Sequence

from harvest_widget.sandbox import server
from harvest_widget.sandbox.sandbox import Sandbox
from harvest_widget.sandbox.seed import standard
from harvest_widget.sandbox.settings import ROLES, SWITCHES, Settings, change


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m harvest_widget.sandbox",
        description="A Harvest that runs on this machine. Token: sandbox-token, account: 1.",
        epilog="Switches: " + "; ".join(f"{n}={'|'.join(v)}" for n, v in SWITCHES.items()),
    )
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--clock", choices=("12h", "24h"))
    parser.add_argument("--time-format", choices=("hours_minutes", "decimal"))
    parser.add_argument("--timers", choices=("duration", "timestamps"), default="duration")
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--company-forbidden", action="store_true")
    parser.add_argument("--throttle", metavar="N/SECONDS")
    parser.add_argument("--entries", type=int, default=0, metavar="N")
    parser.add_argument("--entries-a-day", type=int, default=6, metavar="N")
    parser.add_argument("--assignments", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--empty", action="store_true", help="nothing to book on")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args(arguments)
    chosen: list[tuple[str, object]] = [
        (name, getattr(options, name))
        for name in ("clock", "time_format", "role", "throttle")
        if getattr(options, name) is not None
    ]
    chosen.append(("wants_timestamp_timers", options.timers == "timestamps"))
    chosen.append(("company_forbidden", options.company_forbidden))
    for text in options.switch:
        name, _, value = text.partition("=")
        chosen.append((name, value))
    options.settings = Settings()
    for name, value in chosen:
        try:
            change(options.settings, name, value)
        except ValueError as error:
            parser.error(str(error))
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to end; returns the exit code."""
    options = _options(arguments)
    world = standard(
        now=int(time.time()),
        settings=options.settings,
        entries=options.entries,
        entries_a_day=options.entries_a_day,
        assignments=options.assignments,
        empty=options.empty,
        seed=options.seed,
    )
    try:
        server.run(Sandbox(world, seed_of_ids=options.seed), options.port)
    except OSError as error:
        print(f"can't listen on port {options.port}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
