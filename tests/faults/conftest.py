"""Disks and files to hurt."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.name == "posix" and os.geteuid() == 0 and sys.platform == "linux"
    if mounted:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)], check=False)
        mounted = done.returncode == 0
    if not mounted:
        pytest.skip("a small disk takes root on Linux")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
