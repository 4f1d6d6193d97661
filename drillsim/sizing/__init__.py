"""The smallest plan that keeps every target: searched on one deck, certified on a sealed one."""
