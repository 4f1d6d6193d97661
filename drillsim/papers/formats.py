"""The formats of papers."""

FORMATS = ("html", "docx", "xlsx", "pdf")
USUAL = ("html", "docx", "xlsx")  # what needs nothing else to be installed
