"""What the kinds and states of activities are called."""

from salesdesk.translation import tr

KIND_WORDS = {
    "call": tr("Call"),
    "email": tr("E-mail"),
    "meeting": tr("Meeting"),
    "demo": tr("Demo"),
    "visit": tr("Visit"),
    "task": tr("Task"),
    "note": tr("Note"),
}
STATE_WORDS = {"planned": tr("Planned"), "done": tr("Done"), "cancelled": tr("Cancelled")}
