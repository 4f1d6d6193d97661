"""Reports of a run, for people to read: one page that explains itself, in both languages."""
