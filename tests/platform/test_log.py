"""The log file: what is in it, what never is, and that it stops nothing."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvest_widget import log

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    log.end()
    root.setLevel(level)
    log._tokens.clear()


def written(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


@pytest.mark.logs("careful")
def test_what_happens_is_written_with_its_time(tmp_path: Path) -> None:
    log.start(str(tmp_path / "log"))
    logging.getLogger("harvest_widget.sync").warning("careful, %s", "ä")
    line = (tmp_path / "log" / "harvest-widget.log").read_text(encoding="utf-8")
    assert "WARNING harvest_widget.sync: careful, ä" in line
    assert line[:4].isdigit()


@pytest.mark.logs("nobody caught")
def test_a_token_never_reaches_the_log_in_whatever_text_it_hides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.start(str(tmp_path))
    log.register("1.pt.se/cret")
    mine = logging.getLogger("harvest_widget")
    mine.info("token=%s", "1.pt.se/cret")
    mine.info("https://x/?t=1.pt.se%2Fcret")
    mine.info({"Authorization": "Bearer unregistered-one"})
    mine.info('{"access_token": "unregistered-two", "refresh_token":"unregistered-three"}')
    with pytest.raises(ValueError, match="cret") as met:
        int("1.pt.se/cret")
    log.report("nobody caught", met.value)
    text = written(tmp_path) + capsys.readouterr().err
    assert "ValueError" in text
    assert "cret" not in text.replace("[token]", "")
    assert "unregistered" not in text


def test_an_empty_token_hides_nothing() -> None:
    log.register("")
    assert log.redact("abc") == "abc"


def test_the_log_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.start(str(tmp_path))
    for number in range(2600):
        logging.getLogger("harvest_widget").info("%d %s", number, "x" * 1000)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 1 + log.KEPT
    assert max(sizes) <= log.SIZE
    assert "2599 x" in (tmp_path / log.NAME).read_text()


def test_stderr_stays_quiet_unless_something_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.start(str(tmp_path))
    logging.getLogger("harvest_widget").info("all is well")
    assert capsys.readouterr().err == ""


def test_the_addresses_of_requests_are_not_logged(tmp_path: Path) -> None:
    log.start(str(tmp_path))
    logging.getLogger("httpx").info("HTTP Request: GET https://api/v2/users/me")
    assert written(tmp_path) == ""


@pytest.mark.logs("no log file", "still here")
def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log.start(str(tmp_path / "file" / "log"))
    logging.getLogger("harvest_widget").error("still here")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / log.NAME).symlink_to("/dev/full")
    log.start(str(tmp_path))
    logging.getLogger("harvest_widget").info("lost")
    log.end()
    assert capsys.readouterr().err == ""


@pytest.mark.logs("nobody caught", "in a task")
async def test_whatever_nobody_caught_ends_in_one_report(tmp_path: Path) -> None:
    alarms: list[None] = []
    log.start(str(tmp_path), on_error=lambda: alarms.append(None))
    error = RuntimeError("first")
    sys.excepthook(RuntimeError, error, None)
    asyncio.get_running_loop().set_exception_handler(log.report_loop)
    asyncio.get_running_loop().call_exception_handler(
        {"message": "in a task", "exception": RuntimeError("second")}
    )
    text = written(tmp_path)
    assert "first" in text
    assert "second" in text
    assert len(alarms) == 2


@pytest.mark.logs("one$")
def test_an_alarm_that_fails_or_logs_itself_does_not_go_round_in_circles(tmp_path: Path) -> None:
    def alarm() -> None:
        logging.getLogger("harvest_widget").error("one")
        raise RuntimeError("the window is gone")

    log.start(str(tmp_path), on_error=alarm)
    logging.getLogger("harvest_widget").error("one")
    assert written(tmp_path).count("one") == 2


def test_errors_of_threads_and_of_the_end_are_written_too(tmp_path: Path) -> None:
    script = """
import sys, threading
from harvest_widget import log
log.start(sys.argv[1])
class Last:
    def __del__(self): raise ValueError("in del")
def work(): raise ValueError("in thread")
Last()
thread = threading.Thread(target=work, name="worker"); thread.start(); thread.join()
raise ValueError("at last")
"""
    found = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert found.returncode == 1
    text = written(tmp_path)
    assert all(part in text for part in ("in del", "in thread worker", "at last", "Traceback"))
