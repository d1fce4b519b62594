"""Where a profile's data and socket are."""

import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget import paths


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_RUNTIME_DIR", "HARVEST_WIDGET_DATA_DIR", "TMPDIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/ada")


@pytest.mark.parametrize(
    ("system", "folder"),
    [
        ("linux", "/home/ada/.local/share/harvest-widget"),
        ("darwin", "/home/ada/Library/Application Support/Harvest Widget"),
    ],
)
def test_data_is_kept_where_the_system_keeps_it(
    system: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert paths.default_data_dir() == folder


def test_windows_keeps_data_in_the_local_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/C/Local")
    assert paths.default_data_dir() == "/C/Local/Harvest Widget"
    assert paths.find("/somewhere").socket.startswith("\\\\.\\pipe\\harvest-widget-")


def test_a_data_home_counts_only_if_it_is_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert paths.default_data_dir() == "/data/harvest-widget"
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    assert paths.default_data_dir() == "/home/ada/.local/share/harvest-widget"


def test_the_option_stands_before_the_variable_before_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert paths.find().folder == "/home/ada/.local/share/harvest-widget/default"
    monkeypatch.setenv("HARVEST_WIDGET_DATA_DIR", "/variable")
    assert paths.find().folder == "/variable/default"
    assert paths.find("/option", "office").database == "/option/office/harvest-widget.sqlite3"


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "a/b", "a\\b", "c:", "a\n", " a", "x" * 65]
)
def test_a_profile_that_is_not_one_folder_is_refused(name: str) -> None:
    with pytest.raises(paths.ProfileNameError):
        paths.find("/data", name)


def test_a_profile_may_be_called_anything_else() -> None:
    assert paths.find("/data", "Müller & Söhne 2").log_dir == "/data/Müller & Söhne 2/log"


def test_one_directory_written_in_two_ways_has_one_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to("data")
    monkeypatch.chdir(tmp_path)
    ways = ["data", "./data/../data/", "link", str(tmp_path / "data")]
    assert len({paths.find(way).socket for way in ways}) == 1


def test_profiles_and_directories_have_sockets_of_their_own() -> None:
    found = [paths.find(d, p).socket for d in ("/a", "/b") for p in ("default", "demo", "work")]
    assert len(set(found)) == len(found)


@given(folder=st.text("abcdé/ ", max_size=200), runtime=st.text("ab/", max_size=150))
def test_the_path_of_a_socket_always_fits(folder: str, runtime: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", f"/{runtime}")
        patch.setenv("TMPDIR", f"/{runtime}")
        socket = paths.find(f"/{folder}").socket
    assert Path(socket).is_absolute()
    assert len(os.fsencode(socket)) < 100


def test_the_socket_is_in_the_runtime_folder(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    assert Path(paths.find("/data").socket).parent == short


def test_a_runtime_folder_open_to_others_is_not_used(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short.chmod(0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    assert Path(paths.find("/data").socket).parent != short


def test_without_a_runtime_folder_a_private_one_is_made(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(short))
    places = paths.find(str(short / "data"))
    places.create()
    folder = Path(places.socket).parent
    assert folder.parent == short
    for made in (folder, Path(places.folder)):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_a_folder_that_somebody_prepared_for_us_is_refused(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(short))
    places = paths.find(str(short / "data"))
    trap = short / "trap"
    trap.mkdir(mode=0o700)
    Path(places.socket).parent.symlink_to(trap)
    with pytest.raises(paths.NotPrivateError):
        places.create()
