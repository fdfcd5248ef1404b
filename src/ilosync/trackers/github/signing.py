"""What a GitHub App signs to get its hourly token, made by a process of its own that ends.

Signing takes a library of 8 MB (`cryptography`), once an hour; the daemon runs for months.
"""

from __future__ import annotations

import json
import subprocess
import sys

SECONDS = 30.0  # it takes a quarter of one on a quiet machine
BAD_KEY = 3


class BadKey(ValueError):
    """The key is none; the text is the kind of error that the library had."""


def signed(app_id: str, private_key: str) -> str:
    """A JSON Web Token of this App, good for five minutes.

    The key goes by a pipe: neither arguments nor variables of a process show it. Raises `BadKey`,
    and `OSError` where no process could be had or it did not end.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ilosync.trackers.github.signing"],
            input=json.dumps({"app_id": app_id, "private_key": private_key}).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"not done after {SECONDS:.0f} s") from None
    if done.returncode == BAD_KEY:
        raise BadKey(done.stderr.decode())
    if done.returncode:
        raise OSError(f"exit code {done.returncode}")
    return done.stdout.decode()


def main() -> None:
    """Sign what came on the standard input; the kind of error, where that fails."""
    from github.Auth import AppAuth  # noqa: PLC0415  the other end of the pipe does without

    asked = json.load(sys.stdin.buffer)
    try:
        sys.stdout.write(AppAuth(asked["app_id"], asked["private_key"]).create_jwt())
    except Exception as wrong:  # noqa: BLE001 - PyJWT and its library raise what they like
        sys.stderr.write(type(wrong).__name__)
        raise SystemExit(BAD_KEY) from None


if __name__ == "__main__":
    main()
