"""What can go wrong in front of a user, in words they can act on."""


class SalesDeskError(Exception):
    """One sentence for the user: what happened and what to do."""


class RuleBroken(SalesDeskError):
    """A rule of the business refuses the change; nothing was written."""


class KnownError(SalesDeskError):
    """The world refuses: a file is locked, a server is gone, a disk is full."""
