"""Jira, Cloud and Data Center: one search to read, one request a write, markers in a link."""
