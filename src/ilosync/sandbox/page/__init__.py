"""The page of `ilosync demo --serve`: the tickets of the co-op, for visitors to try things on.

Plain forms that work without scripts; a few lines of script show what happens meanwhile.
"""

from ilosync.sandbox.page.app import page
from ilosync.sandbox.page.tickets import Visitor

__all__ = ["Visitor", "page"]
