"""Where the data, the lock and the local socket of one profile are; it makes folders, never files.

The command line and the program ask the same functions, so that they always meet. Every command
pays for the imports here: that is why paths are plain strings, and nothing but `os` is loaded.
"""
# pathlib alone would take half of the time that a command may take.
# ruff: noqa: PTH103, PTH111, PTH117, PTH118, PTH120

import os
import sys

DEMO = "demo"
DATABASE = "harvest-widget.sqlite3"

# A socket's path has 108 bytes on Linux and 104 on macOS, its end included.
_LONGEST_SOCKET = 100


class ProfileNameError(ValueError):
    """The name of a profile can't be the name of one folder."""


class NotPrivateError(OSError):
    """The folder for the socket is open to others, or theirs: anyone might be listening there."""


class Places:
    """One profile's places, as absolute paths: equal however the data directory was written."""

    __slots__ = ("data_dir", "database", "folder", "lock", "log_dir", "profile", "socket")

    def __init__(self, data_dir: str, profile: str) -> None:
        if not is_profile(profile):
            raise ProfileNameError(profile)
        self.data_dir = os.path.realpath(os.path.expanduser(data_dir))
        self.profile = profile
        self.folder = os.path.join(self.data_dir, profile)
        self.database = os.path.join(self.folder, DATABASE)
        self.log_dir = os.path.join(self.folder, "log")
        self.lock = os.path.join(self.folder, "lock")
        self.socket = _socket_path(self.folder)

    def __repr__(self) -> str:
        return f"Places({self.folder!r})"

    def create(self) -> None:
        """Create the profile's folder and the socket's, both for this user alone.

        Raises OSError where that is not possible, NotPrivateError where others can enter the
        socket's folder.
        """
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        if sys.platform != "win32":
            folder = os.path.dirname(self.socket)
            os.makedirs(folder, mode=0o700, exist_ok=True)
            if not is_private(folder):
                raise NotPrivateError(folder)


def is_profile(name: str) -> bool:
    """Tell whether `name` can be one folder on every system: no separators, nothing hidden."""
    return (
        0 < len(name) <= 64
        and name.strip() == name
        and not name.startswith(".")
        and not name.endswith(".")
        and name.isprintable()
        and not set('/\\:<>"|?*') & set(name)
    )


def default_data_dir() -> str:
    """Return the folder that this system keeps a program's data in; it may not exist yet."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "Harvest Widget")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Harvest Widget")
    data_home = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data_home):  # the base directory rules: a relative one is to be ignored
        data_home = os.path.join(home, ".local", "share")
    return os.path.join(data_home, "harvest-widget")


def find(data_dir: str | None = None, profile: str = "default") -> Places:
    """Return the places of `profile`, by default in HARVEST_WIDGET_DATA_DIR or the usual folder."""
    chosen = data_dir or os.environ.get("HARVEST_WIDGET_DATA_DIR") or default_data_dir()
    return Places(chosen, profile)


def is_private(folder: str) -> bool:
    """Tell whether `folder` is a folder that this user owns and nobody else can enter (POSIX)."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return found.st_mode & 0o170077 == 0o040000 and found.st_uid == _user()


def _user() -> int | str:
    if sys.platform == "win32":
        return f"{os.environ.get('USERDOMAIN', '')}\\{os.environ.get('USERNAME', '')}"
    return os.getuid()


def _socket_path(folder: str) -> str:
    """Return the local socket (Windows: the named pipe) of the profile in `folder`."""
    mark = f"{_hash(f'{_user()}:{os.path.normcase(folder)}'):016x}"
    if sys.platform == "win32":
        return rf"\\.\pipe\harvest-widget-{mark}"
    name = f"harvest-widget-{mark}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    # A temporary folder is shared, so ours is a private one in it.
    temporary = os.path.join(os.environ.get("TMPDIR", ""), f"harvest-widget-{_user()}")
    if _fits(path := os.path.join(runtime, name)) and is_private(runtime):
        return path
    if _fits(path := os.path.join(temporary, name)):
        return path
    return f"/tmp/harvest-widget-{_user()}/{name}"  # noqa: S108  (checked to be private)


def _fits(path: str) -> bool:
    return os.path.isabs(path) and len(os.fsencode(path)) < _LONGEST_SOCKET


def _hash(text: str) -> int:
    """Fold a text into 64 bits (FNV-1a): nobody attacks this, and hashlib would load OpenSSL."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value
