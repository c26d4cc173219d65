# The services' images: docker build --build-arg APP=api . (or worker). The bundle and Node, nothing else: no package
# manager, no sources, no shell history; nothing is written at run time, so the file system may be read-only.
ARG NODE_VERSION=26.10.0

FROM node:${NODE_VERSION}-trixie-slim AS build
WORKDIR /src
# Only what bootstrapping and bundling read; see .dockerignore.
COPY . .
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git=1:2.* make=4.* \
  && rm -rf /var/lib/apt/lists/* \
  && make build

FROM node:${NODE_VERSION}-trixie-slim
ARG APP
ENV NODE_ENV=production
# Heap for the instance's 4 GiB: the rest is buffers of media, sockets and code. The semi-space spares a start 40 ms
# (ADR 0017); V8 keeps its compile cache only when both stand on the command line.
ENTRYPOINT ["node", "--max-old-space-size=2048", "--min-semi-space-size=16", "/app/main.js"]
COPY --from=build --chown=root:root /src/apps/${APP}/dist /app
USER 1000:1000
EXPOSE 8080
