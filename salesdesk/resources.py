"""Where pictures, fonts and sample texts lie: in a checkout, an installed wheel or a frozen bundle."""

import sys
from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle) / "resources"
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def resource(path: str) -> Path:
    """The file or folder `path` below resources/; it need not exist."""
    return _root() / path


def guide(page: str) -> Path:
    """The file of the user guide of this name ("index.md"); it need not exist."""
    return _root().parent / "docs" / page
