# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS build
WORKDIR /app
# .npmrc turns install scripts off: no dependency needs one, and one would download a GPU runtime.
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY tsconfig.json ./
COPY machines machines
COPY src src
RUN node_modules/.bin/tsc -p tsconfig.json && rm -f dist/.tsbuildinfo
# onnxruntime-node carries the binaries of every platform, 290 MB; one of them is ours.
RUN npm prune --omit=dev \
  && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d \
    ! -path "*/linux/$(node -p process.arch)" -exec rm -rf {} +

FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The records, unless DATABASE_URL says otherwise: mount a volume here to keep them.
RUN mkdir data && chown node:node data
# The image's user `node`, by number: Kubernetes cannot tell that a name is not root.
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Without a shell in between, SIGTERM reaches the service, which drains.
# Garbage is collected by the thread that made it, since on few cores V8's helpers take the time of the frames, and all of the
# heap is gone through only when it has grown by half: frames wait meanwhile (docs/decisions/0013).
CMD ["node", "--single-threaded-gc", "--heap-growing-percent=50", "dist/src/server.js"]

# docker build --target offline: also translates and speaks without any vendor (TRANSLATION_PROVIDER=apertium,
# TTS_PROVIDER=espeak).
FROM runtime AS offline
USER root
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini espeak-ng apertium \
    apertium-cat-ita apertium-en-gl apertium-eng-cat apertium-eng-spa apertium-es-gl apertium-es-pt apertium-es-ro \
    apertium-eu-en apertium-eu-es apertium-fr-es apertium-fra-cat apertium-por-cat apertium-pt-gl apertium-spa-cat \
    apertium-spa-ita \
  && rm -rf /var/lib/apt/lists/*
USER 1000:1000
# Collects what Apertium's pipelines leave behind.
ENTRYPOINT ["tini", "--"]

FROM runtime AS service
