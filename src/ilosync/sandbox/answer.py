"""An HTTP answer as a value, before it goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass
class Answer:
    """Status, headers (names in lower case) and the bytes."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def json(cls, status: int, data: Any, headers: Mapping[str, str] | None = None) -> Self:  # noqa: ANN401 - whatever JSON holds
        """Answer with data."""
        kind = {"content-type": "application/json; charset=utf-8"}
        return cls(status, kind | dict(headers or {}), json.dumps(data).encode())
