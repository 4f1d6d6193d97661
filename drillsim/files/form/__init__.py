"""A plan as a spreadsheet to fill in: which cells there are, what stands in them, and the way there and back."""
