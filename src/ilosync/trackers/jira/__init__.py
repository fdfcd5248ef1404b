"""Jira, Cloud and Data Center: one search to read, one request a write, markers in a link."""

from .tracker import JiraTracker

__all__ = ["JiraTracker"]
