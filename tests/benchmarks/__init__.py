"""How fast it is: each figure beside the lower bound of the same run, as a ratio."""
