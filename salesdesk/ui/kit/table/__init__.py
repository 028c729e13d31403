"""Lists of any length: table, header, filters, views, columns, groups, and what is done to many rows."""
