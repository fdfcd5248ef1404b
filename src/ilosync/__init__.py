"""Individual Learning Objectives, kept on the tickets where people work."""

__version__ = "0.1.0"
