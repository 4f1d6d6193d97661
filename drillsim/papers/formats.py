"""The formats of papers."""

FORMATS = ("html", "docx", "xlsx", "pdf")
DOCUMENTS = ("html", "docx", "pdf")  # what is read, and not filled in by a program
USUAL = ("html", "docx", "xlsx")  # what needs nothing else to be installed
