"""`python -m ilosync`."""

from .cli import main

main()
