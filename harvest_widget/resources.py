"""Where the icons are, in a checkout, an installed wheel and a frozen program alike; loads nothing.

The wheel and the frozen program carry the folder inside the package; a checkout keeps it beside.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """Return the path of a resource such as "icons/app.svg"; FileNotFoundError: there is none."""
    for folder in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.is_file():
            return path
    raise FileNotFoundError(name)
