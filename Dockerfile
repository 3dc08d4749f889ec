# syntax=docker/dockerfile:1
# Two stages: wheels are built where there is a compiler's worth of tools, and run where there is not.
# Pin the base by digest in your own builds: python:3.13-slim@sha256:…
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/monitor
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
RUN /opt/monitor/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim
# hadolint ignore=DL3008  (tini: any version of the base's own release will do)
RUN apt-get update \
    && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 monitor \
    && useradd --uid 10001 --gid monitor --no-create-home --home-dir /data --shell /usr/sbin/nologin monitor \
    && mkdir -p /data /etc/monitor \
    && chown monitor:monitor /data
COPY --from=build /opt/monitor /opt/monitor
COPY config.yaml /etc/monitor/config.yaml
COPY watchlists /etc/monitor/watchlists
# MONITOR_STORE, read by the shipped config, puts the SQLite file on the volume, so the root file system can be read-only
ENV PATH=/opt/monitor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MONITOR_STORE=sqlite:////data/monitor.db \
    MONITOR_LISTEN=0.0.0.0:8080
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["monitor", "health", "-c", "/etc/monitor/config.yaml"]
ENTRYPOINT ["tini", "--", "monitor"]
CMD ["run", "-c", "/etc/monitor/config.yaml"]
