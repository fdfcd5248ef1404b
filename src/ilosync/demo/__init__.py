"""`ilosync demo`: an invented co-op, whose trackers answer on loopback."""
