"""Sentences about a plan and its results, each said once for terminal, page, paper and room."""
