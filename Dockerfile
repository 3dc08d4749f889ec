# syntax=docker/dockerfile:1
# Two stages: the first installs the project and what it needs into one folder, the second only carries that folder.
# In your own builds pin the base by its digest: python:3.13-slim@sha256:…
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/monitor
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
RUN /opt/monitor/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim
RUN groupadd --gid 10001 monitor \
    && useradd --uid 10001 --gid monitor --no-create-home --home-dir /data --no-log-init --shell /usr/sbin/nologin monitor \
    && mkdir -p /data /etc/monitor \
    && chown monitor:monitor /data
COPY --from=build /opt/monitor /opt/monitor
COPY config.yaml /etc/monitor/config.yaml
COPY watchlists /etc/monitor/watchlists
# The shipped config reads MONITOR_STORE and MONITOR_LISTEN. The SQLite file lies on the volume, so that the root file system
# can be read-only; and the status page listens on every address of the container, which publishes what it wants to.
ENV PATH=/opt/monitor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data \
    MONITOR_STORE=sqlite:////data/monitor.db \
    MONITOR_LISTEN=0.0.0.0:8080
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["monitor", "health", "-c", "/etc/monitor/config.yaml"]
ENTRYPOINT ["monitor"]
CMD ["run", "-c", "/etc/monitor/config.yaml"]
