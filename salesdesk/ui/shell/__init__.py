"""The window around the screens: rail, command bar, detail panel."""
