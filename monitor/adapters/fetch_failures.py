"""Why a GET gave no document: aiohttp's errors as one sentence for a person and a FetchProblem for the pipeline."""

from __future__ import annotations

import ssl
from datetime import timedelta

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError
from yarl import URL

from monitor.adapters.addresses import AddressRefused
from monitor.model import FetchFailed, FetchProblem


class Failure(Exception):
    """Carries a FetchFailed out of the depths of one fetch; never leaves the fetcher."""

    def __init__(self, problem: FetchProblem, detail: str, *, retry_after: timedelta | None = None) -> None:
        self.outcome = FetchFailed(problem=problem, detail=detail, retry_after=retry_after)
        super().__init__(detail)


def explained(url: URL, problem: Exception, *, timeout: timedelta, connect: timedelta) -> Failure:
    """A network error as a sentence. ``timeout`` and ``connect`` are the limits that held. The order matters: aiohttp's errors are
    each other's subclasses."""
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return Failure(FetchProblem.DNS, f"{url.host} has no address: {_reason(problem.os_error)}")
    if isinstance(problem, aiohttp.ClientConnectorCertificateError):
        return Failure(FetchProblem.TLS, f"{url.host} has no valid certificate: {_reason(problem.certificate_error)}")
    if isinstance(problem, aiohttp.ClientSSLError | ssl.SSLError):
        return Failure(FetchProblem.TLS, f"{url.host} can't be spoken to over TLS: {_reason(problem)}")
    if isinstance(problem, aiohttp.ClientConnectorError) and isinstance(problem.os_error, AddressRefused):
        return Failure(FetchProblem.ADDRESS, f"{url} is not fetched: {problem.os_error}")
    if isinstance(problem, aiohttp.ConnectionTimeoutError):
        return Failure(FetchProblem.TIMEOUT, f"{url.host} let no connection through within {connect.total_seconds():g} s")
    if isinstance(problem, TimeoutError):
        return Failure(FetchProblem.TIMEOUT, f"{url} was not there whole within {timeout.total_seconds():g} s")
    if isinstance(problem, aiohttp.ServerDisconnectedError):
        return Failure(FetchProblem.CONNECTION, f"{url.host} closed the connection without an answer")
    if isinstance(problem, aiohttp.ClientPayloadError):
        return _payload(url, problem)
    if isinstance(problem, aiohttp.ClientResponseError):
        return Failure(FetchProblem.CONTENT, f"{url} gives no readable HTTP answer: {_reason(problem)}")
    if isinstance(problem, ValueError):
        return Failure(FetchProblem.ADDRESS, f"{url} can't be asked for: {_reason(problem)}")
    return Failure(FetchProblem.CONNECTION, f"{url.host} can't be reached: {_reason(problem)}")


def _payload(url: URL, problem: aiohttp.ClientPayloadError) -> Failure:
    cause = problem.__cause__ or problem.__context__
    if isinstance(cause, ContentEncodingError):
        return Failure(FetchProblem.CONTENT, f"{url} has a body that can't be decompressed")
    return Failure(FetchProblem.CONNECTION, f"{url.host} broke off in the middle of {url}")


def _reason(problem: BaseException) -> str:
    text = getattr(problem, "strerror", None) or getattr(problem, "message", None) or str(problem) or type(problem).__name__
    return " ".join(str(text).split())[:200]
