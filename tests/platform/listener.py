"""A program for the tests: the real lock and CommandServer in a process, without the rest.

It answers commands in a way that tells what it was asked, and prints a line when it listens.
"""

import json
import sys

from PySide6.QtCore import QCoreApplication, QTimer

from harvest_widget import lock, paths
from harvest_widget.platform.single_instance import CommandServer, Reply, Request

STATUS: Request = {
    "running": {
        "ref": "e1",
        "id": None,
        "client": "Acme Corp",
        "project": "Website relaunch",
        "task": "Programming",
        "notes": "",
        "spent_date": "2026-03-02",
        "hours": 1.3838,
        "display": "1:23",
        "since": "2026-03-02T08:00:00Z",
    },
    "today": {"hours": 4.8667, "display": "4:52"},
    "pending": 3,
    "problems": 1,
    "connection": "offline",
}


def answer(request: Request, reply: Reply) -> None:
    """Answer as a program would that has two matches for `web`, and is slow to start anything."""
    match request:
        case {"command": "start", "query": "web"}:
            reply({"exit": 1, "error": "web may mean two things", "candidates": ["One", "Two"]})
        case {"command": "start", "ago": "soon"}:
            reply({"exit": 2, "error": "soon is not a duration"})
        case {"command": "start"}:
            QTimer.singleShot(
                30, lambda: reply({"exit": 0, "object": {**STATUS, "asked": request}})
            )
        case {"command": "stop"}:
            raise RuntimeError("the listener can't stop")
        case {"command": "quit"}:
            reply({"exit": 0, "object": STATUS})
            QTimer.singleShot(0, app.quit)
        case {"command": "show" | "new"}:
            print(json.dumps(request), flush=True)
            reply({"exit": 0, "object": STATUS})
        case _:
            reply({"exit": 0, "object": STATUS})


if __name__ == "__main__":
    places = paths.find(sys.argv[1])
    places.create()
    if lock.hold(places.lock) is None:
        sys.exit("somebody else holds the lock")
    if "--slowly" in sys.argv:
        print("held", flush=True)
        sys.stdin.readline()
    app = QCoreApplication([])
    server = CommandServer(places.socket, answer)
    print("listening", flush=True)
    sys.exit(app.exec())
