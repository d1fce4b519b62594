#!/usr/bin/env python3
"""Starts or tests a checkout with nothing but Python 3.11 to 3.13; no part of the program.

    python3 packaging/dev.py run [ARG...]    the program with the demo account; ARGs go to it
    python3 packaging/dev.py test [ARG...]   the tests; ARGs go to pytest
    python3 packaging/dev.py lock            writes the lock files anew (needs uv)
    python3 packaging/dev.py packages        names the Debian packages that `test` lacks

The first call makes `.venv` from the lock files; later calls use no network. The standard library
only, and a syntax that older Pythons can read, so that they can be told what is missing.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed-from"
LOCKS = {"run": "lock.txt", "test": "lock-test.txt"}

# What shows that a system has it (a library, a file or a program), and its Debian package.
QT_NEEDS = {
    "/etc/ssl/certs/ca-certificates.crt": "ca-certificates",
    "/usr/share/fonts/truetype/dejavu": "fonts-dejavu-core",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WAYLAND_NEEDS = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
VIRTUAL_DISPLAY = {"Xvfb": "xvfb"}
# Never dbus-x11: with it a program without a bus starts one that outlives the test.
TEST_NEEDS = {
    **VIRTUAL_DISPLAY,
    "/usr/lib/*/gdk-pixbuf-2.0/*/loaders/*svg.so": "librsvg2-common",
    "/usr/lib/*/girepository-1.0/Atspi-2.0.typelib": "gir1.2-atspi-2.0",
    "/usr/lib/*/xfce4/notifyd/xfce4-notifyd": "xfce4-notifyd",
    "/usr/lib/*/xfce4/xfconf/xfconfd": "xfconf",
    "/usr/lib/python3/dist-packages/gi": "python3-gi",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf": "fonts-noto-color-emoji",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf": "fonts-noto-core",
    "/usr/share/icons/Adwaita": "adwaita-icon-theme",
    "curl": "curl",
    "dbus-daemon": "dbus",
    "dunst": "dunst",
    "faketime": "faketime",
    "gnome-keyring-daemon": "gnome-keyring",
    "libXss.so.1": "libxss1",
    "openbox": "openbox",
    "scrot": "scrot",
    "trayer": "trayer",
    "xdotool": "xdotool",
    "xfce4-panel": "xfce4-panel",
    "xprop": "x11-utils",
}


def main() -> None:
    """Do what the first argument says."""
    command, arguments = (sys.argv[1] if sys.argv[1:] else "help"), sys.argv[2:]
    if command == "run":
        run(arguments)
    elif command == "test":
        test(arguments)
    elif command == "lock":
        lock()
    elif command == "packages":
        print(*missing({**QT_NEEDS, **TEST_NEEDS}))
    else:
        print((__doc__ or "").partition("\n\n")[2])
        sys.exit(0 if command in {"help", "-h", "--help"} else 2)


def run(arguments: list[str]) -> None:
    """Start the program with the demo account, on a virtual display where there is no other."""
    needs = dict(QT_NEEDS)
    if os.environ.get("WAYLAND_DISPLAY"):
        needs.update(WAYLAND_NEEDS)
    install_system(needs, required=True)
    install("run")
    command = [str(BIN / "harvest-widget"), "--demo", *arguments]
    if (
        sys.platform != "linux"
        or os.environ.get("DISPLAY")
        or os.environ.get("WAYLAND_DISPLAY")
        or os.environ.get("QT_QPA_PLATFORM")
    ):
        become(command)
    print("There is no display here: the program runs on a virtual one for a picture.", flush=True)
    install_system(VIRTUAL_DISPLAY, required=True)
    sys.exit(run_for_a_picture(command, Path("harvest-widget.png").absolute()))


def test(arguments: list[str]) -> None:
    """Run pytest; without their system packages some tests skip themselves."""
    install_system(QT_NEEDS, required=True)
    install_system(TEST_NEEDS, required=False)
    install("test")
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "pytest", *arguments])


def lock() -> None:
    """Write the lock files anew: names, versions and hashes for every system and Python."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(BIN))
    if not uv:
        sys.exit("`lock` needs uv: python3 -m pip install uv")
    compile_ = [uv, "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes"]
    compile_ += ["--python-version=3.11", "--no-annotate", "--no-header", "--no-emit-index-url"]
    compile_ += ["pyproject.toml", "--group=build"]
    runtime, tests = (f"packaging/{name}" for name in LOCKS.values())
    subprocess.run([*compile_, f"--output-file={runtime}"], cwd=ROOT, check=True)
    # The same versions in both, so that `run` after `test` finds what it needs.
    compile_ += ["--group=test", f"--constraint={runtime}", f"--output-file={tests}"]
    subprocess.run(compile_, cwd=ROOT, check=True)


def install(purpose: str) -> None:
    """Make `.venv` hold what the lock file for `purpose` names; do nothing when it does."""
    wanted = fingerprint()
    there = STAMP.read_text().splitlines() if PYTHON.exists() and STAMP.exists() else []
    # The tests' lock holds the other one too.
    if there[:1] + there[2:] in ([str(ROOT), f"{held} {wanted}"] for held in (purpose, "test")):
        return
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        others = filter(None, map(shutil.which, ("python3.13", "python3.12", "python3.11")))
        hint = next((f" Try: {other} {' '.join(sys.argv)}" for other in others), "")
        have = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Python 3.11, 3.12 or 3.13 is needed; this is {have} ({sys.executable}).{hint}")
    if not importlib.util.find_spec("ensurepip"):  # Debian keeps it apart
        install_packages([f"python3.{sys.version_info[1]}-venv"], required=True)
    print(f"Installing what packaging/{LOCKS[purpose]} names into .venv ...", flush=True)
    base = [str(ROOT), sys.version.split()[0]]
    if there[:2] != base:  # none yet, from another Python, or moved: its scripts name their folder
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    STAMP.write_text("\n".join(base))
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    locked = ["--require-hashes", "--only-binary=:all:", "-r", f"packaging/{LOCKS[purpose]}"]
    ours = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", "."]
    for what in (locked, ours):
        if code := subprocess.call([*pip, *what], cwd=ROOT):
            sys.exit(code)
    STAMP.write_text("\n".join([*base, f"{purpose} {wanted}"]))


def fingerprint() -> str:
    """Return a digest of the files that say what `.venv` holds."""
    files = [ROOT / "pyproject.toml", *(ROOT / "packaging" / name for name in LOCKS.values())]
    return hashlib.sha256(b"".join(map(Path.read_bytes, files))).hexdigest()


def missing(needs: dict[str, str]) -> list[str]:
    """Return the Debian packages of those `needs` that this Linux lacks."""
    return [package for probe, package in needs.items() if not present(probe)]


def present(probe: str) -> bool:
    """Say whether a library, a file or a program is there."""
    if probe.startswith("/"):
        return any(Path("/").glob(probe[1:]))
    if ".so." not in probe:
        return shutil.which(probe) is not None
    try:
        ctypes.CDLL(probe)
    except OSError:
        return False
    return True


def install_system(needs: dict[str, str], *, required: bool) -> None:
    """Install what is missing of `needs`, or say how to."""
    if sys.platform == "linux" and (packages := missing(needs)):
        install_packages(packages, required=required)


def install_packages(packages: list[str], *, required: bool) -> None:
    """Install Debian packages as root; else name the command, and stop if they are required."""
    apt = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    debian = shutil.which("apt-get") is not None
    if debian and os.geteuid() == 0:
        print("Installing", *packages, flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        # Some other source being out of order is no reason not to try.
        subprocess.call(["apt-get", "update", "-q"], env=env, stdout=subprocess.DEVNULL)
        if subprocess.call(apt, env=env, stdout=subprocess.DEVNULL) == 0:
            return
    need = "This needs" if required else "Some tests will be skipped without"
    how = f"Run: sudo {' '.join(apt)}" if debian else "(the names are those of Debian's packages)"
    print(f"{need} {', '.join(packages)}. {how}", file=sys.stderr)
    if required:
        sys.exit(1)


def become(command: list[str]) -> None:
    """Turn into `command`; on Windows, which can't, wait for it."""
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def run_for_a_picture(command: list[str], picture: Path) -> int:
    """Run `command` on a display of its own until it shows something; return the exit status."""
    readable, writable = os.pipe()
    screen = ["Xvfb", "-displayfd", str(writable), "-screen", "0", "420x680x24"]
    started = [subprocess.Popen([*screen, "-nolisten", "tcp"], pass_fds=[writable])]
    os.close(writable)
    try:
        with os.fdopen(readable) as answer:
            display = answer.readline().strip()
        if not display:
            print("Xvfb, the virtual display, did not start.", file=sys.stderr)
            return 1
        env = {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
        photographer = [str(PYTHON), str(ROOT / "packaging" / "picture.py"), str(picture)]
        started += [subprocess.Popen(what, env=env) for what in (command, photographer)]
        _, program, taking = started
        while program.poll() is None and taking.poll() is None:
            time.sleep(0.05)
        if taking.poll() == 0:
            print(f"Here is what it shows: {picture}")
            return 0
        return program.poll() or taking.poll() or 0
    finally:
        for process in reversed(started):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    main()
