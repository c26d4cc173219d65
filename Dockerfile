# Images of the services: `docker build --build-arg APP=api .` (or worker); and of the whole product for one machine:
# `docker build --target everything .`. Each holds bundles and Node, nothing else: no package manager, no sources, no
# shell history. The services write nothing at run time, so that their file system may be read-only.
ARG NODE_VERSION=26.10.0

FROM node:${NODE_VERSION}-trixie-slim AS build
WORKDIR /src
# Only what bootstrapping and bundling read; see .dockerignore.
COPY . .
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git=1:2.* make=4.* \
  && rm -rf /var/lib/apt/lists/* \
  && make build \
  && test -f apps/api/dist/console/index.html \
  && mkdir /data

FROM node:${NODE_VERSION}-trixie-slim AS runtime
# What a bundle needs is Node; a package manager would only be somebody else's tool.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-*
ENV NODE_ENV=production
USER 1000:1000
EXPOSE 8080

# docker run --read-only --tmpfs /data:uid=1000 -p 8080:8080 …
FROM runtime AS everything
COPY --from=build --chown=root:root /src/apps/local-cloud/dist /app/local-cloud
COPY --from=build --chown=root:root /src/apps/api/dist /app/api
COPY --from=build --chown=root:root /src/apps/worker/dist /app/worker
COPY --from=build --chown=1000:1000 /data /data
ENV HOST=0.0.0.0 CONSOLE_DIR=/app/api/console
WORKDIR /data
ENTRYPOINT ["node", "/app/local-cloud/everything.js", "/app", "/data"]

FROM runtime AS service
ARG APP
# The API's web page; the worker has none.
ENV CONSOLE_DIR=/app/console
# Heap for the instance's 4 GiB: the rest is buffers of media, sockets and code. The semi-space spares a start 40 ms
# (ADR 0017); V8 keeps its compile cache only when both stand on the command line.
ENTRYPOINT ["node", "--max-old-space-size=2048", "--min-semi-space-size=16", "/app/main.js"]
COPY --from=build --chown=root:root /src/apps/${APP}/dist /app
