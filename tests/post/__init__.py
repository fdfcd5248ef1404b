"""How private messages leave: over a real mail server and a real web server on loopback."""
