"""A living company to explore: twelve people and two years of deals with honest histories.

`cast` and `companies` hold who and what there is, `plan` decides what happens on which day. `write` lets it
happen through the verbs that people use: `office` and `customers` come first, then `days`. `large` is for
measuring: many rows with little life in them.
"""

from salesdesk.services.sample.large import write_large_sample
from salesdesk.services.sample.write import write_sample

__all__ = ["write_large_sample", "write_sample"]
