"""What all tests share: how Hypothesis looks for counter-examples, quiet logs, an App's key."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.register_profile("deep", parent=settings.get_profile("default"), max_examples=2_000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "default")
)


def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


_quiet()


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command that ran within a test may have set up logs, to a stream that is gone by now."""
    yield
    structlog.reset_defaults()
    _quiet()


@pytest.fixture(scope="session")
def key() -> str:
    """A private key as GitHub hands it out."""
    made = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return pem.decode()
