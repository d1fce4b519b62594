"""The icons are found from a checkout and from an installed wheel, and each can be drawn."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from harvest_widget.resources import resource

ROOT = Path(__file__).parent.parent
ICONS = sorted(path.name for path in (ROOT / "resources" / "icons").iterdir())


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_can_be_drawn_in_any_colour(name: str) -> None:
    drawing = resource(f"icons/{name}").read_text(encoding="utf-8")
    assert QSvgRenderer(QByteArray(drawing.encode())).isValid()
    # The program's own icon has its own colours; the others take those of the theme or the panel.
    assert ("currentColor" in drawing) == (name != "app.svg")


def test_a_wrong_name_fails_at_its_first_use() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        resource("icons/nothing.svg")


def test_an_installed_wheel_brings_its_icons_along(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, f"--target={site}", str(wheel)], check=True, capture_output=True)
    question = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from harvest_widget.resources import resource\n"
        "print(resource('icons/app.svg'))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert Path(answer.stdout.strip()).is_relative_to(site)
