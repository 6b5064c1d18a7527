"""What every test shares: the YAML cases are tests."""

from cases import pytest_collect_file, pytest_unconfigure

__all__ = ["pytest_collect_file", "pytest_unconfigure"]
