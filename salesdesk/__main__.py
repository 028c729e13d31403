"""`python -m salesdesk` and the installed `salesdesk` command."""

import sys

from salesdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
