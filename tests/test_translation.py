"""A language laid in a folder is spoken by the commands and the window, also in texts that modules hold."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

from salesdesk import translation
from salesdesk.translation import tr, trn, use_language

ROOT = Path(__file__).parent.parent
KEYWORDS = {"tr": None, "later": None, "trn": (1, 2), "Field": (2,)}
SHOW = """
import json, sys
from salesdesk.cli import main
try:
    main(["--version"])
except SystemExit:
    pass
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from salesdesk.app import make_app, make_window
from salesdesk.rules.fields import label_of
from salesdesk.rules.words import ACTIVITY_KINDS
from salesdesk.ui.screens.settings.trash import COLUMNS
from salesdesk.ui.shell.menu import SCREENS
app = make_app()
window = make_window(app)
window.show_welcome("")
parts = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
print(json.dumps({
    "welcome": [part.text() for part in parts if part.isVisibleTo(window)],
    "held": [ACTIVITY_KINDS["call"], COLUMNS[0].title, label_of("stage_id"), label_of("postcode")],
}))
"""


def catalogue(folder: Path, texts: dict[str | tuple[str, str], str | tuple[str, ...]]) -> Path:
    """A language file of these texts for the made-up language "xx", in its folder."""
    made = Catalog(locale="de", domain="salesdesk")
    for text, translated in texts.items():
        made.add(text, translated)
    target = folder / "xx" / "LC_MESSAGES" / "salesdesk.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, made)
    return folder


def everything() -> dict[str | tuple[str, str], str | tuple[str, ...]]:
    """All texts of the program, each put into brackets."""
    found: dict[str | tuple[str, str], str | tuple[str, ...]] = {}
    for _, _, text, _, _ in extract_from_dir(ROOT / "salesdesk", [("**.py", "python")], keywords=KEYWORDS):
        if isinstance(text, tuple):
            found[text[0], text[1]] = tuple(f"[{each}]" for each in text[:2])
        else:
            found[text] = f"[{text}]"
    return found


def in_language(home: Path, *command: str) -> str:
    """What a new process says whose settings name the language."""
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text('format = 1\nlanguage = "xx"\n', "utf-8")
    variables = {**os.environ, "SALESDESK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    variables.pop("SALESDESK_LANGUAGE", None)
    done = subprocess.run(
        [sys.executable, *command], env=variables, capture_output=True, cwd=ROOT, timeout=100, check=False
    )
    return done.stdout.decode() + done.stderr.decode()


def test_the_command_line_and_the_window_speak_a_language_that_lies_beside_the_settings(
    tmp_path: Path,
) -> None:
    catalogue(tmp_path / "translations", everything())
    said = in_language(tmp_path, "-m", "salesdesk", "--help")
    assert "[bring spreadsheets in]" in said
    assert "[There is no file" in in_language(tmp_path, "-m", "salesdesk", "--db", "none.x", "check")
    shown = json.loads(in_language(tmp_path, "-c", SHOW).splitlines()[-1])
    assert shown["held"] == ["[Call]", "[Deleted together]", "[Stage]", "[Postcode]"]
    words = [text for text in shown["welcome"] if text and any(letter.isalpha() for letter in text)]
    english = [text for text in words if "[" not in text and not text.startswith("SalesDesk")]
    assert len(words) > 5 and english == []


def test_without_a_language_file_the_program_speaks_english(tmp_path: Path) -> None:
    assert "bring spreadsheets in" in in_language(tmp_path, "-m", "salesdesk", "--help")


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small language."""
    monkeypatch.setattr(translation, "_catalogue", translation._catalogue)
    return catalogue(
        tmp_path,
        {
            "Deal": "Gesch\u00e4ft",
            "There is no import number {n}.": "Kein Import {nummer}.",
            ("{n} deal of {all}", "{n} deals of {all}"): ("{n} von {all}", "viele: {n} von {all}"),
        },
    )


def test_plurals_and_parts_of_a_sentence_follow_the_language(made_up: Path) -> None:
    use_language("xx", [made_up])
    assert tr("Deal") == "Gesch\u00e4ft"
    assert tr("Company") == "Company"
    assert trn("{n} deal of {all}", "{n} deals of {all}", 3, all=9) == "viele: 3 von 9"
    assert trn("{n} deal of {all}", "{n} deals of {all}", 1, all=9) == "1 von 9"
    use_language("")
    assert tr("Deal") == "Deal"


def test_a_translation_that_names_a_part_nobody_fills_in_is_left_out(made_up: Path) -> None:
    use_language("xx", [made_up])
    assert tr("There is no import number {n}.").format(n=3) == "There is no import number 3."
    use_language("")


def test_a_damaged_language_file_means_english(made_up: Path) -> None:
    (made_up / "xx" / "LC_MESSAGES" / "salesdesk.mo").write_bytes(b"nothing of the kind")
    use_language("xx", [made_up])
    assert tr("Deal") == "Deal"
