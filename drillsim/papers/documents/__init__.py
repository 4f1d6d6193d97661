"""The papers that an office hands on: what stands in them, and the pens that write them for Word, as PDF, on a page."""
