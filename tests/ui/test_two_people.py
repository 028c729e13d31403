"""Two people at once, each in front of a real window in a process of its own, on one database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.office import Office, login_address
from tests.ui.conftest import Pilot
from tests.ui.elsewhere import Elsewhere

KEY = Qt.Key


@pytest.fixture
def rita(
    office: Office, database: str, pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Elsewhere]:
    """Rita in front of her own window; `pilot` is the administrator in front of theirs, who looks more often
    who else is there than a person needs."""
    monkeypatch.setattr("salesdesk.ui.kit.presence.LOOK_MS", 200)
    monkeypatch.setattr("salesdesk.queries.presence.PRESENT_SECONDS", 12)
    where = database
    if database.startswith("postgresql"):
        where = login_address(database, "rita", office.people["rita"])
    with Elsewhere(where, "rita", tmp_path / "home-of-rita") as sitting:
        yield sitting


def opened(pilot: Pilot, title: str) -> int:
    """Open a deal in the panel; its id."""
    deal_id = pilot.deal_id(title)
    pilot.choose(title)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal_id)
    return deal_id


def open_there(rita: Elsewhere, title: str) -> None:
    """Let Rita open a deal in her panel."""
    rita.do(f"pilot.choose({title!r})")
    rita.do("pilot.press(Key.Key_Return)")
    rita.do("pilot.until(lambda: pilot.screen.panel.deal_id is not None)")


def test_two_people_work_side_by_side(pilot: Pilot, rita: Elsewhere) -> None:
    # A move elsewhere appears, says who did it, and takes nothing from under one's hands.
    opened(pilot, "Beta")
    panel = pilot.screen.panel
    assert pilot.present == ""
    pilot.type(panel._amount, "1234", enter=False)
    resets: list[str] = []
    for column in pilot.screen.board.columns:
        column.model.modelReset.connect(lambda name=column.name: resets.append(name))
    rita.do("pilot.choose('Third')")
    rita.do("pilot.press(Key.Key_Right, Qt.KeyboardModifier.ControlModifier)")
    pilot.until(lambda: "Third" in pilot.titles("Value shown"))
    assert pilot.titles("Qualified") == ["First", "Second"] and resets == []
    assert QApplication.focusWidget() is panel._amount and panel._amount.text() == "1234"

    # Who writes on a deal is seen by whoever looks at it, until they leave it.
    open_there(rita, "Beta")
    rita.do("pilot.until(lambda: pilot.present == 'Administrator is editing')")
    rita.do("pilot.type(pilot.screen.panel._title, 'Beta and Gamma', enter=False)")
    pilot.until(lambda: pilot.present == "Rita is editing")

    # Different fields of one deal are saved side by side.
    rita.do("QTest.keyClick(pilot.screen.panel._title, Key.Key_Return)")
    pilot.until(lambda: "Beta and Gamma" in pilot.titles("Value shown"))
    assert panel._amount.text() == "1234"
    QTest.keyClick(panel._amount, KEY.Key_Return)
    rita.do("pilot.until(lambda: pilot.screen.panel._amount.text() == '€1,234')")
    pilot.until(lambda: panel._title.text() == "Beta and Gamma")

    # Of what somebody does who is gone without a word, nothing stays for long.
    pilot.choose("Beta and Gamma")
    rita.do("pilot.screen.panel._title.setFocus()")
    pilot.until(lambda: pilot.present == "Rita is editing")
    rita.kill()
    pilot.until(lambda: pilot.present == "")

    opened(pilot, "Third")
    said = " ".join(part.text() for part in panel._timeline.findChildren(QLabel))
    assert "Moved to Value shown" in said and "Rita" in said
