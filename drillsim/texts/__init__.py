"""Written plans as they come out of an office: paragraphs, headings and tables, each with its place."""
