"""The window: how soon it stands, how fast a card drops, how long it ever stalls, what it weighs."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measure import Benchmark, Figure, absolute, against

ROOT = Path(__file__).parents[2]
RUNS = 5

BARE = """
import sys, time, json, resource
began = time.perf_counter()
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
class Bare(QWidget):
    def paintEvent(self, event):
        print(json.dumps({"painted": (time.perf_counter() - began) * 1000,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), flush=True)
        app.quit()
window = Bare(); window.resize(1440, 900); window.show(); app.exec()
"""

STARTED = """
import sys, time, json
began = time.perf_counter()
from PySide6.QtCore import QTimer
from salesdesk.app import make_app, make_window
app = make_app(); window = make_window(app); told = {}
import salesdesk.ui.shell.window as shell
class Painted(shell.QWidget): pass
def look():
    if "shell" not in told and window.isVisible():
        window.repaint(); told["shell"] = (time.perf_counter() - began) * 1000
        window.open_database(sys.argv[1])
    screen = window.screens.get("pipeline")
    if screen is not None and screen.board.columns and any(c.model.rowCount() for c in screen.board.columns):
        window.repaint(); told["board"] = (time.perf_counter() - began) * 1000
        import resource
        told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps(told), flush=True); timer.stop(); window.close(); app.quit()
window.show()
timer = QTimer(); timer.timeout.connect(look); timer.start(1); app.exec()
"""

IMPORTS = """
import resource, json
from PySide6.QtWidgets import QApplication, QWidget
import PySide6.QtSvg, sqlalchemy.orm, alembic.runtime.environment
import babel.numbers, babel.dates, tomli_w, platformdirs
app = QApplication([]); window = QWidget(); window.resize(1440, 900); window.show(); app.processEvents()
print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""

DROP = """
import sys, time, json, statistics
from PySide6.QtCore import QEventLoop, QTimer
from salesdesk.app import make_app, make_window
from salesdesk.services.deals import move_deal
app = make_app(); window = make_window(app); window.show(); window.open_database(sys.argv[1])
def wait(until):
    loop = QEventLoop(); timer = QTimer()
    timer.timeout.connect(lambda: until() and loop.quit())
    timer.start(1); loop.exec(); timer.stop()
wait(lambda: "pipeline" in window.screens and window.screens["pipeline"].board.columns
     and window.screens["pipeline"].board.columns[2].model.rowCount() > 6)
screen = window.screens["pipeline"]; store = window.background.store; took = []; bare = []
for number in range(9):
    card = screen.board.columns[2].model.cards[0]; other = screen.board.columns[3]
    began = time.perf_counter(); screen.move_card(card.deal_id, other.stage_id, 0)
    before = screen.board.columns[3].column
    wait(lambda: screen.board.columns[3].column is not before)
    window.repaint(); took.append((time.perf_counter() - began) * 1000)
    began = time.perf_counter()
    with store.write("bare") as session:
        move_deal(session, deal_id=card.deal_id, stage_id=screen.board.columns[2].stage_id)
    bare.append((time.perf_counter() - began) * 1000)
    seen = screen.board.columns[2].column
    window.watcher.look(); wait(lambda: screen.board.columns[2].column is not seen)
print(json.dumps({"drop": statistics.median(took), "bare": statistics.median(bare)}), flush=True)
window.close()
"""

STALL = """
import sys, time, json, csv
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from salesdesk.app import make_app, make_window, settle
app = make_app(); window = make_window(app); window.show(); window.open_database(sys.argv[1])
def wait(until):
    loop = QEventLoop(); timer = QTimer()
    timer.timeout.connect(lambda: until() and loop.quit())
    timer.start(5); loop.exec(); timer.stop()
wait(lambda: "pipeline" in window.screens and window.screens["pipeline"].board.columns)
from salesdesk.exchange.mapping import map_columns
from salesdesk.exchange.plan import Options
from salesdesk.exchange.run import Progress, run_import
from salesdesk.exchange.table import read_table
from salesdesk.exchange.values import read_values
path = Path(sys.argv[1]).with_name("many.csv")
with path.open("w", newline="") as file:
    writer = csv.writer(file); writer.writerow(["company", "city", "employees"])
    writer.writerows([f"Imported {n}", "Bremen", n % 900] for n in range(int(sys.argv[2])))
table = read_table(path); read = read_values(table, map_columns(table.headers)); settle()
done = []; gaps = []; last = [time.perf_counter()]
def tick():
    now = time.perf_counter(); gaps.append((now - last[0]) * 1000); last[0] = now
beat = QTimer(); beat.timeout.connect(tick); beat.start(5)
window.background.do_steps(lambda store: run_import(store, [read], Options()), lambda _: None, done.append)
last[0] = time.perf_counter(); wait(lambda: done); beat.stop()
print(json.dumps({"longest": max(gaps), "steps": len(gaps)}), flush=True); window.close()
"""


def ask(script: str, *arguments: str) -> dict[str, float]:
    """Run a script in a process of its own; what it printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def sample(folder: Path) -> str:
    """The sample company."""
    from datetime import date

    from salesdesk.store.sample import make_sample

    path = folder / "sample.salesdesk"
    make_sample(str(path), as_of=date.today())
    os.environ["SALESDESK_HOME"] = str(folder / "home")
    return str(path)


def starting(folder: Path) -> list[Figure]:
    """From the first line to a painted shell, and to a painted board; what that weighs."""
    path = sample(folder)
    bare = [ask(BARE) for _ in range(RUNS)]
    ours = [ask(STARTED, path) for _ in range(RUNS)]
    lower = statistics.median(each["painted"] for each in bare)
    weight = ask(IMPORTS)["memory"] / 1024
    return [
        against("start to a painted shell", statistics.median(each["shell"] for each in ours), lower, 2.5),
        against("start to a painted board", statistics.median(each["board"] for each in ours), lower, 6),
        against("memory with the sample company", ours[0]["memory"] / 1024, weight, 2, "MiB"),
    ]


def dropping(folder: Path) -> list[Figure]:
    """A card drop until it is saved, read again and painted."""
    told = ask(DROP, sample(folder))
    return [absolute("card drop, saved and repainted", told["drop"], told["bare"], 30)]


def stalling(folder: Path) -> list[Figure]:
    """The longest pause of the window while 50,000 rows come in."""
    told = ask(STALL, sample(folder), "50000")
    return [absolute("longest stall during an import of 50,000 rows", told["longest"], 5, 45)]


BENCHMARKS: dict[str, Benchmark] = {"start": starting, "drop": dropping, "stall": stalling}
