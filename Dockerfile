FROM swift:6.3.1-bookworm AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends libpq-dev libssl-dev pkg-config \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Resolves the packages first. They change rarely, so this layer stays in the cache.
COPY Package.swift ./
RUN swift package resolve
COPY Migrations Migrations
COPY Sources Sources
COPY Benchmarks Benchmarks
COPY Tests Tests
# Stripping halves its size. Nothing in the image reads symbols.
RUN swift build -c release --product wfm --static-swift-stdlib \
  && install -D "$(swift build -c release --show-bin-path)/wfm" /out/wfm \
  && strip /out/wfm

FROM debian:12.12-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libpq5 tzdata \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log \
  && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin wfm
COPY --from=build --chown=root:root --chmod=0755 /out/wfm /usr/local/bin/wfm
USER 10001:10001
WORKDIR /
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=6s --start-period=10s --retries=12 CMD ["wfm", "health"]
ENTRYPOINT ["wfm"]
CMD ["serve"]
