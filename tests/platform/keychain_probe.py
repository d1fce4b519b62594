"""Asks the keychain of its environment from a process of its own, as the program does.

Arguments: `set TOKEN`, `get`, `delete` and `get-late` in any order. Prints an answer a line;
`get-late` prints the first answer and then waits for the late one.
"""

import asyncio
import sys

from harvest_widget.model.secrets import Answer, Found
from harvest_widget.platform.secrets import Keychain


def show(answer: object) -> None:
    """Print an answer, the token of a Found included: here it is none."""
    print(answer.token if isinstance(answer, Found) else answer, flush=True)


async def main(words: list[str]) -> None:
    """Ask what the arguments say."""
    keychain = Keychain()
    while words:
        match words.pop(0):
            case "set":
                show(await keychain.set("ada", words.pop(0)))
            case "get":
                show(await keychain.get("ada"))
            case "delete":
                show(await keychain.delete("ada"))
            case "get-late":
                late: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
                show(await keychain.get("ada", on_late=late.set_result))
                show(await asyncio.wait_for(late, 60))


asyncio.run(main(sys.argv[1:]))
