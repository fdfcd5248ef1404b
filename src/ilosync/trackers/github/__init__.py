"""GitHub, github.com or Enterprise: GraphQL to read, REST to write, REST alone where it must."""

from .credentials import App
from .tracker import GithubTracker

__all__ = ["App", "GithubTracker"]
