"""What is settled is a month: its calls are counted already."""

import pytest


@pytest.fixture
def folder(counted_folder):
    return counted_folder
