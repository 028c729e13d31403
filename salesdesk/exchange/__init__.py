"""Spreadsheets, vCards and calendars in and out.

In: `table.read_tables` opens a file by what it is (`workbooks` and `textfiles` here, `otherbooks` in a child
process with limits, `cards` for vCards); `mapping.map_columns` says which column is which field;
`values.read_values` reads each column by the evidence of all its values; `planner.make_plan` decides about
every row without writing; `run.run_import` carries the plan out in small saves; what it leaves out goes by
`errors.write_error_workbook` into a workbook to be mended and imported again.
Out: `writing.write_list` makes a workbook or a text file of any list, `writing_cards` makes vCards of
contacts and companies, `calendars` a calendar of activities.
"""
