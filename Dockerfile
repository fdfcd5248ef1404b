# ilosync in a container: small, unprivileged, with a root that may be read-only.
# docs/running.md says what to mount; tests/package/test_image.py does these steps.

FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src ./src
RUN python -m venv /opt/ilosync \
    && /opt/ilosync/bin/pip install --no-cache-dir --disable-pip-version-check \
        --constraint constraints.txt '.[postgres,charts]' \
    && /opt/ilosync/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="ilosync" \
    org.opencontainers.image.description="Individual Learning Objectives, kept on the tickets where people work" \
    org.opencontainers.image.licenses="MIT"
# an environment is tied to its path and its Python: both are the same in the two stages
COPY --from=build /opt/ilosync /opt/ilosync
RUN useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin ilosync \
    && install --directory --owner ilosync --group ilosync /data
ENV PATH="/opt/ilosync/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
# the database (with SQLite) and the reports
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["ilosync"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080", "--config", "/config"]
