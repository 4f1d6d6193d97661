"""Folders on disk that hold what was played, so that it can be looked at and played again."""
