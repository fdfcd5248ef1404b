"""The stand-in for GitHub keeps GitHub's promises."""
