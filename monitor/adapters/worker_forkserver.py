"""Imported by the forkserver once, before any worker is forked from it, and by nobody else.

It loads what every worker needs, so that a worker starts in hundredths of a second and shares those pages with its siblings,
and makes the forkserver deaf to the signals of its group: it ends when the daemon and its workers have.
"""

from __future__ import annotations

import gc
import importlib
import logging
import signal

HEAVY = ("numpy", "feedparser", "lxml.html", "trafilatura", "monitor.adapters.worker_child", "monitor.adapters.worker_tasks",
         "monitor.feeds", "monitor.reading", "monitor.matching", "monitor.watchlists")

signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)

for _name in HEAVY:
    try:
        importlib.import_module(_name)
    except ImportError:  # the task that needs it will say so, to the one who asked
        logging.getLogger(__name__).warning("cannot preload %s", _name)

gc.freeze()  # collections in the workers leave the shared pages alone
