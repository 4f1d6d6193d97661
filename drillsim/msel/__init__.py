"""Event lists as spreadsheets: written for trainers, edited and read back, rehearsed."""
