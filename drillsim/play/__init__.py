"""The two engines and the facts that they leave: same event list and same plan, same log."""
