"""Makes the pictures of the README from the real window on a fresh sample company.

python -m tests.pictures [FOLDER]
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtTest import QTest

from salesdesk.app import make_app, make_window
from salesdesk.store.sample import make_sample
from salesdesk.ui.screens.pipeline.screen import PipelineScreen
from salesdesk.ui.shell.window import Window

WIDTH, HEIGHT = 1440, 900
PATIENCE = 200


def wait(fact: Callable[[], bool]) -> None:
    """Go on when something is so."""
    for _ in range(PATIENCE):
        QTest.qWait(100)
        if fact():
            return
    raise SystemExit("The window did not become ready.")


def board_of(window: Window, where: Path) -> PipelineScreen:
    """The board of a database, read and shown."""
    window.open_database(str(where))
    wait(lambda: bool(window.screens))
    window.pages.open("pipeline")
    screen = window.screens["pipeline"]
    assert isinstance(screen, PipelineScreen)
    wait(lambda: bool(screen.board.columns))
    return screen


def take(window: Window, file: Path) -> None:
    """One picture."""
    QTest.qWait(300)
    if not window.grab().save(str(file)):
        raise SystemExit(f"{file} could not be written.")


def main(folder: Path) -> None:
    """All pictures into `folder`."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["SALESDESK_HOME"] = home
        where = Path(home) / "Sample company.salesdesk"
        make_sample(str(where))
        window = make_window(make_app())
        window.settings = replace(window.settings, theme="light")
        window.show()
        window.resize(WIDTH, HEIGHT)
        window.theme.choose("light")
        window.show_welcome()
        take(window, folder / "welcome-light.png")
        screen = board_of(window, where)
        card = screen.board.columns[2].model.cards[1]
        screen.open_deal(card.deal_id)
        wait(screen.panel.isVisible)
        screen.board.columns[2].list.choose(1)
        screen.board.columns[2].list.setFocus()
        take(window, folder / "pipeline-light.png")
        screen.close_panel()
        window.theme.choose("dark")
        take(window, folder / "pipeline-dark.png")
        screen.move_card(card.deal_id, screen.board.columns[-1].stage_id, 0)
        take(window, folder / "lost-dark.png")
        window.close()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "pictures"))
