"""Event lists: dealt from a seed, written as spreadsheets, edited and read back."""
