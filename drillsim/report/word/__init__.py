"""Reports for a word processor."""
