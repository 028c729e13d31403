"""Names of files that people keep: what is shown, what a copy on disk may be called, what is not opened."""

import re
import unicodedata

LONGEST_FILE_NAME = 120
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_PROGRAMS = frozenset(
    {
        "app",
        "application",
        "appref-ms",
        "bat",
        "chm",
        "cmd",
        "com",
        "command",
        "cpl",
        "desktop",
        "dll",
        "elf",
        "exe",
        "gadget",
        "hta",
        "inf",
        "ins",
        "iso",
        "jar",
        "js",
        "jse",
        "jnlp",
        "lnk",
        "mde",
        "msc",
        "msh",
        "msi",
        "msp",
        "mst",
        "pif",
        "pkg",
        "ps1",
        "psm1",
        "py",
        "pyc",
        "pyw",
        "reg",
        "run",
        "scf",
        "scr",
        "sh",
        "svg",
        "sys",
        "url",
        "vb",
        "vbe",
        "vbs",
        "vhd",
        "vhdx",
        "website",
        "workflow",
        "ws",
        "wsc",
        "wsf",
        "wsh",
        "xbap",
        "xhtml",
        "html",
        "htm",
        "mht",
        "mhtml",
        "xll",
        "docm",
        "dotm",
        "xlsm",
        "xltm",
        "xlam",
        "pptm",
        "potm",
        "ppam",
        "ppsm",
        "sldm",
        "settingcontent-ms",
        "search-ms",
        "webloc",
        "action",
        "terminal",
        "scpt",
        "appimage",
        "deb",
        "rpm",
        "apk",
        "img",
        "dmg",
        "bin",
        "bash",
        "csh",
        "ksh",
        "zsh",
        "fish",
        "pl",
        "rb",
        "php",
    }
)


def shown_name(name: str) -> str:
    """The name of a file without its folders, as it is kept and shown: one line of at most 120 letters.

    Signs that nobody sees are left out: they let "invoice?fdp.exe" look like a document. An end such as
    ".pdf" is kept where the name is cut. "file" where nothing is left.
    """
    last = re.split(r"[/\\]", name.replace("\0", ""))[-1]
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in last)
    plain = " ".join(seen.split()).strip()
    if plain in ("", ".", ".."):
        return "file"
    if len(plain) <= LONGEST_FILE_NAME:
        return plain
    stem, dot, end = plain.rpartition(".")
    if not dot or len(end) > 16 or not stem:
        return plain[:LONGEST_FILE_NAME].strip()
    return f"{stem[: LONGEST_FILE_NAME - len(end) - 1].strip()}.{end}"


def disk_name(name: str) -> str:
    """What a copy of a file may be called in any folder on any system: "../CON.pdf" -> "_CON.pdf"."""
    plain = _FORBIDDEN.sub("_", shown_name(name)).strip(". ")
    while len(plain.encode()) > 200:
        stem, dot, end = plain.rpartition(".")
        plain = f"{stem[:-1]}.{end}" if dot and len(stem) > 1 else plain[:-1]
    if not plain or _DEVICES.fullmatch(plain):
        plain = f"_{plain or 'file'}"
    return plain


def may_be_opened(name: str) -> bool:
    """Whether a file may be handed to the system's program: never what may itself be or hold a program."""
    end = disk_name(name).rpartition(".")[2].lower()
    return "." in disk_name(name) and end not in _PROGRAMS
