"""`python -m salesdesk` and the installed `salesdesk` command."""

import sys

from salesdesk.cli import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # In a bundle the processes that read spreadsheets are begun with this very program.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
