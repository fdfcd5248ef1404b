"""The functional core: standard library only; no clock, no I/O, no logging."""
