"""The databases of these tests."""

from tests.support.databases import store, templates, url

__all__ = ["store", "templates", "url"]
