"""The report's forms: Report -> HTML and Markdown, in folders of their own."""
