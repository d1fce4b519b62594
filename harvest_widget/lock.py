"""The lock that makes one program per profile; the system opens it however a program ends.

There is no process id to read and nothing to clean up: the file stays, the lock does not. It is
taken before Qt is loaded, so that a command finds a program that is still starting.
"""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def hold(path: str) -> int | None:
    """Take the lock until this process ends (None: another has it); OSError: it can't be made."""
    # Python's descriptors are not inherited: a browser that we open can't keep the lock.
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(file)
    except (BlockingIOError, PermissionError):
        os.close(file)
        return None
    except OSError:
        os.close(file)
        raise
    return file


def is_held(path: str) -> bool:
    """Tell whether a program holds the lock at this moment; makes no file.

    The question takes the lock for an instant, so whoever wants to hold it tries more than once.
    """
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        _take(file)
    except OSError:
        return True
    finally:
        os.close(file)
    return False
