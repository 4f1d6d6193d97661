"""Workbooks and CSV as offices save them, read within bounds and written to be pleasant."""
