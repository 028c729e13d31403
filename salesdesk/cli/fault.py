"""When the program itself is wrong: its makers get an account in the log folder, the user one sentence."""

import datetime
import os
import platform
import traceback

from salesdesk import __version__
from salesdesk.settings import log_folder
from salesdesk.translation import tr


def report_fault(error: BaseException) -> str:
    """Keep the account of `error` in the log folder; the sentence that says so.

    The account has versions and the traceback, not the arguments: they may hold a password.
    """
    moment = datetime.datetime.now(datetime.UTC)
    path = log_folder() / f"fault-{moment:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    account = [
        f"SalesDesk {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
        f"{moment.isoformat(timespec='seconds')}\n\n",
        *traceback.format_exception(error),
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(account), encoding="utf-8", errors="backslashreplace")
    except OSError:
        return tr("SalesDesk made a mistake ({kind}) and stopped.").format(kind=type(error).__name__)
    return tr("SalesDesk made a mistake ({kind}) and stopped; {path} says what happened.").format(
        kind=type(error).__name__, path=path
    )
