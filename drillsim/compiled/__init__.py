"""The data that both engines share: a plan as tables, an event list, the log of a play."""
