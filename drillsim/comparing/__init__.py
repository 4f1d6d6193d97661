"""Two plans on the same event lists: what changes, how sure that is, and why."""
