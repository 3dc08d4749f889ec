"""Health and metrics over HTTP; the desk's pages come here too."""

from monitor.web.health import Health, StatusServer

__all__ = ["Health", "StatusServer"]
