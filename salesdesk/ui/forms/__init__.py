"""The sheets that several screens open: a new company, a new contact, something to write down."""
