"""The two engines: same event list and same plan, same log."""
