"""A stand-in for Jira, Cloud and Data Center, on this machine."""
