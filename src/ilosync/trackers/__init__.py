"""One folder a tracker; the only place where the trackers' own clients are imported."""
