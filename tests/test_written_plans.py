"""Written plans with labels: what is found in them, held against what stands in them."""
