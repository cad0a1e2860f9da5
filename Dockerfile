FROM swift:6.3.1-bookworm AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends libpq-dev libssl-dev pkg-config \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Migrations Migrations
COPY Sources Sources
COPY Benchmarks Benchmarks
COPY Tests Tests
RUN swift build -c release --product wfm --static-swift-stdlib \
  && install -D "$(swift build -c release --show-bin-path)/wfm" /out/wfm

FROM debian:12.12-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates curl libpq5 tzdata \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --no-create-home wfm
COPY --from=build /out/wfm /usr/local/bin/wfm
USER wfm
EXPOSE 8080
ENTRYPOINT ["wfm"]
CMD ["serve"]
