"""Clients with their own workers, ended when the test is over."""

from collections.abc import Iterator

import pytest

from kmdesk.intake.client import IntakeClient, RenderClient, close_shared


@pytest.fixture
def client() -> Iterator[IntakeClient]:
    client = IntakeClient()
    yield client
    client.close()


@pytest.fixture
def drawing() -> Iterator[RenderClient]:
    drawing = RenderClient()
    yield drawing
    drawing.close()


@pytest.fixture(scope="session", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_shared()
