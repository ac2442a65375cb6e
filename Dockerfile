# The front door as a container: docs/container.md says how to build, pin and run it.
#
# The base is named by digest. This one is Python 3.12.13 on Debian trixie, published on 5 August 2026, as Docker's own
# record of what it publishes has it (docker-library/repo-info, repos/python/remote/3.12-slim.md). Take a newer one for each
# release; docs/container.md says how.
# checkov:skip=CKV_DOCKER_7:the tag and the digest stand in BASE, which the check does not read
ARG BASE=docker.io/library/python:3.12-slim@sha256:229a2c5bfa27522db7815ea81f9bed70af17ccb9de9fc7ad142b1877b5830d36


# --- What is installed: packages by hash, as wheels alone, so that nothing is compiled. --------------------------------
FROM ${BASE} AS packages
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements-setup.txt requirements.txt ./
# The settings of pip, and an authority for TLS, of whoever builds behind a proxy: mounted, never kept (docs/container.md).
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=ca \
    python3 -m venv /opt/tools \
    && /opt/tools/bin/pip install --no-cache-dir --require-hashes -r requirements-setup.txt \
    && python3 -m venv --without-pip /opt/front-door \
    && /opt/tools/bin/pip --python /opt/front-door/bin/python install --no-cache-dir --no-compile \
        --only-binary :all: --require-hashes -r requirements.txt


# --- The product: put beside them; what nothing leads to and debug symbols taken away; and all of it tried. -------------
FROM packages AS product
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# What is shipped holds nothing of it: it takes symbols away here.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY dialogs dialogs
COPY governance_rules governance_rules
COPY manifest manifest
RUN /opt/tools/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /build/wheels . \
    && /opt/tools/bin/pip --python /opt/front-door/bin/python install --no-cache-dir --no-compile --no-index --no-deps \
        /build/wheels/*.whl
COPY scripts/trim_packages.py scripts/packages_at_work.py scripts/
# Symbols are taken only from libraries that were not rewritten when they were packed (those of *.libs, and what names them,
# no longer load then). A call to Graph or a paper that something is now missing for fails here and not in service. Bytecode is kept of what that
# trial loaded, since nothing can be written in service; it is checked against nothing, because nothing changes there, and
# holds no time, so that the same sources give the same bytes.
RUN packages="$(/opt/front-door/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
    && python3 scripts/trim_packages.py --packages "$packages" --product "$packages" \
    && find "$packages" -type f -name '*.so*' \
        -not \( -path '*.libs/*' -o -path '*/numpy/*' -o -path '*/PIL/*' -o -path '*/matplotlib/*' \) \
        -exec strip --strip-unneeded {} + \
    && /opt/front-door/bin/python scripts/packages_at_work.py --libraries \
    && find "$packages" -name '*.pyc' | sed -E 's#__pycache__/([^/]+)\.cpython-[0-9]+\.pyc$#\1.py#' | sort > /build/loaded \
    && find "$packages" -type d -name __pycache__ -prune -exec rm -rf {} + \
    && /opt/front-door/bin/python -m compileall -q -i /build/loaded --invalidation-mode unchecked-hash


# --- What runs: the base, one user, and the folder made above. No compiler, no installer of ours, nothing writable. -----
FROM ${BASE} AS front-door
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Front door" \
      org.opencontainers.image.description="One clear way into digital governance: a Microsoft Teams bot for council staff" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.documentation="docs/container.md"
# Commands that are run inside find the data folder where they look for it, in .data of the folder that they start in.
ARG SOURCE_DATE_EPOCH
RUN groupadd --gid 10001 front-door \
    && useradd --no-log-init --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin front-door \
    && install -d -o 10001 -g 10001 -m 0700 /data \
    && install -d /app && ln -s /data /app/.data
COPY --from=product /opt/front-door /opt/front-door
ENV PATH=/opt/front-door/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    PORT=3978
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 3978
# Replies of accepted turns are sent before it ends, within 25 seconds: let it have 30.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as ask; ask.urlopen('http://127.0.0.1:' + (os.environ.get('MANAGEMENT_PORT') or os.environ['PORT']) + '/healthz', timeout=2)"]
ENTRYPOINT ["front-door"]
CMD ["serve", "--data", "/data"]
