"""The daemon: composition root, the ticker, reloads, signals, and the drain.

:mod:`monitor.daemon.running` holds what `monitor run` and `monitor once` do. Nothing is imported here, so that commands
which only read files start without the network's libraries.
"""
