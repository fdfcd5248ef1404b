"""A small stand-in for the trackers on loopback, for the demo and the tests."""
