#!/usr/bin/env python3
"""Sets SalesDesk up and starts it, tests it or measures it; needs nothing but Python 3.11 or newer.

    python3 run.py [--sample] [ARGUMENTS]     start SalesDesk (--sample: on the sample company)
    python3 run.py test [PYTEST ARGUMENTS]    run all tests
    python3 run.py bench [NAME] [--json]      measure it
    python3 run.py bench faults               kill, fill and ruin it, often
    python3 run.py setup [--dev]              only set it up (--dev: with what tests and checks need)
    python3 run.py lock                       renew requirements.lock

On the first call it makes .venv beside this file and installs there what requirements.lock names, each file
checked by its hash. What Linux itself has to bring is looked for before anything is downloaded.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = HERE / "requirements.lock"
DEVELOPMENT = "# For tests, checks and benchmarks:"
"""The line of requirements.lock below which stands what the app itself does not need."""

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
"""What Qt loads from a Linux system, and the Debian package that brings it."""
TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool"}
"""What the tests need to drag a card with a real mouse on a display of their own."""


def main(arguments: list[str]) -> int:
    """Do what the arguments say; the exit code."""
    command = arguments[0] if arguments else ""
    if command == "setup":
        return _setup(arguments[1:])
    if command == "lock":
        return _renew_lock()
    if command == "test":
        prepare(development=True)
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return _become("-m", "pytest", *arguments[1:])
    if command == "bench":
        prepare(development=True)
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        if arguments[1:] == ["faults"]:
            return _become("-m", "tests.faults")
        return _become("-m", "tests.benchmarks", *arguments[1:])
    prepare(development=False)
    if command == "--sample":
        return _become("-m", "salesdesk", "--db", str(_sample_company()), *(arguments[1:] or ["open"]))
    return _become("-m", "salesdesk", *arguments)


def _setup(arguments: list[str]) -> int:
    if arguments not in ([], ["--dev"]):
        _stop("Usage: python3 run.py setup [--dev]", code=2)
    prepare(development=bool(arguments))
    print("SalesDesk is set up. `python3 run.py --sample` shows it, `python3 run.py` begins your own.")
    return 0


def prepare(development: bool) -> None:
    """See to it that .venv holds what is needed; leave with a sentence when it cannot be had."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is told by
        _stop(f"SalesDesk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    _need_system(development)
    stamp = VENV / ("salesdesk-dev.stamp" if development else "salesdesk.stamp")
    wanted = _fingerprint()
    have = [VENV / "salesdesk-dev.stamp", stamp]  # what development needs includes what the app needs
    if PYTHON.exists() and any(path.exists() and path.read_text() == wanted for path in have):
        return
    print("Setting up SalesDesk in .venv; this happens once and takes a minute or two ...", file=sys.stderr)
    _make_venv()
    requirements = _requirements(development)
    _pip(
        "What SalesDesk is made of could not be installed (is this computer connected?)",
        "--require-hashes",
        "-r",
        str(requirements),
    )
    _pip("SalesDesk itself could not be installed", "--no-deps", "--no-build-isolation", "-e", str(HERE))
    # Compiled once here, also where Python was told to keep nothing: else each start does it anew.
    _quietly([str(PYTHON), "-m", "compileall", "-q", str(HERE / "salesdesk")], "It could not be compiled")
    stamp.write_text(wanted)


def _fingerprint() -> str:
    """Changes whenever another set of packages is needed."""
    parts = [LOCK.read_bytes(), (HERE / "pyproject.toml").read_bytes(), sys.version.encode(), bytes(VENV)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _make_venv() -> None:
    if PYTHON.exists() and _venv_version() == sys.version_info[:2]:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    _quietly([sys.executable, "-m", "venv", str(VENV)], "The environment .venv could not be made")


def _venv_version() -> tuple[int, ...]:
    told = subprocess.run(
        [str(PYTHON), "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, check=False
    )
    return tuple(int(number) for number in told.stdout.split())


def _requirements(development: bool) -> Path:
    """The part of the lock that is needed, as a file of its own for pip."""
    text = LOCK.read_text(encoding="utf-8")
    if not development:
        text = text.split(DEVELOPMENT)[0]
    path = VENV / "requirements.txt"
    path.write_text(text, encoding="utf-8")
    return path


def _pip(failure: str, *arguments: str) -> None:
    options = ("--disable-pip-version-check", "--no-input", "--no-warn-script-location")
    _quietly([str(PYTHON), "-m", "pip", "install", *arguments, *options], failure)


def _quietly(command: list[str], failure: str) -> None:
    """Run a command; show what it said only when it fails, and then stop."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
        _stop(f"{failure}: `{' '.join(command)}` ended with {done.returncode}.")


def _need_system(development: bool) -> None:
    """Look for what Linux itself has to bring; on Debian as root install it, else say how."""
    if not sys.platform.startswith("linux"):
        return
    missing = _missing_packages(development)
    if not missing:
        return
    apt = shutil.which("apt-get")
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if apt and os.geteuid() == 0:
        print(f"Installing what this system lacks: {' '.join(missing)} ...", file=sys.stderr)
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        _quietly([apt, "update", "-q"], "The list of Debian's packages could not be renewed")
        _quietly(
            [apt, "-o", "DPkg::Lock::Timeout=120", *line.split()[1:], "-q"], "System packages are missing"
        )
        missing = _missing_packages(development)
        if missing:
            _stop(f"Still missing after their installation: {' '.join(missing)}.")
        return
    if apt:
        _stop(f"SalesDesk needs some packages of your system. Run this once:\n    sudo {line}")
    _stop(
        "SalesDesk needs some libraries of your system; install what corresponds to Debian's packages\n"
        f"    {' '.join(missing)}"
    )


def _missing_packages(development: bool) -> list[str]:
    missing = [package for library, package in QT_LIBRARIES.items() if not _loads(library)]
    if development:
        missing += [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    if not PYTHON.exists() and not _can_make_venv():
        missing.append("python3-venv")
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _can_make_venv() -> bool:
    """Debian leaves ensurepip out of python3; asked in a new process, for it may just have been installed."""
    asked = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    return asked.returncode == 0


def _sample_company() -> Path:
    """The file of the sample company, made on the first call and brought up to date on later ones."""
    told = _ask("-c", "from salesdesk.settings import data_folder; print(data_folder())")
    path = Path(told) / "sample.salesdesk"
    if path.exists():
        _ask("-m", "salesdesk", "--db", str(path), "upgrade")
        return path
    print("Making the sample company ...", file=sys.stderr)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"sample-{os.getpid()}.salesdesk")
    try:
        _ask("-m", "salesdesk", "--db", str(part), "init", "--sample", "small")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _ask(*arguments: str) -> str:
    """What SalesDesk's Python prints; leave with its exit code when it fails."""
    done = subprocess.run(
        [str(PYTHON), *arguments], cwd=HERE, stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.strip()


def _become(*arguments: str) -> int:
    """Go on as SalesDesk's Python; on Windows, where that loses the console, wait for it instead."""
    if arguments[1] != "salesdesk":
        # Tests and benchmarks are found from here; the app's file names count from where one is.
        os.chdir(HERE)
    command = [str(PYTHON), *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def _renew_lock() -> int:
    """Find the newest versions that pyproject.toml allows, for every platform, with the hash of each file."""
    prepare(development=True)
    app = _resolve("--extra", "build")
    everything = _resolve("--extra", "build", "--extra", "dev", "--constraint", "-", given=app)
    more = "".join(entry for entry in _entries(everything) if entry not in _entries(app))
    LOCK.write_text(f"{app}\n{DEVELOPMENT}\n{more}", encoding="utf-8", newline="\n")
    return 0


def _resolve(*arguments: str, given: str = "") -> str:
    uv = PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
    options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    done = subprocess.run(
        [
            str(uv),
            "pip",
            "compile",
            "--quiet",
            "--python-version",
            "3.11",
            *options,
            "pyproject.toml",
            *arguments,
        ],
        cwd=HERE,
        input=given,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def _entries(lock: str) -> list[str]:
    """The packages of a lock, each with its hashes below it."""
    entries: list[str] = []
    for line in lock.splitlines(keepends=True):
        if line.startswith(" ") and entries:
            entries[-1] += line
        elif line.strip():
            entries.append(line)
    return entries


def _stop(sentence: str, code: int = 1) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
