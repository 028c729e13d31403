"""When the program itself is wrong: its makers get an account in the log folder, the user one sentence."""

from salesdesk.errors import keep_account
from salesdesk.translation import tr


def report_fault(error: BaseException) -> str:
    """Keep the account of `error` in the log folder; the sentence that says so."""
    path = keep_account(error)
    if path is None:
        return tr("SalesDesk made a mistake ({kind}) and stopped.").format(kind=type(error).__name__)
    return tr("SalesDesk made a mistake ({kind}) and stopped; {path} says what happened.").format(
        kind=type(error).__name__, path=path
    )
