// swift-tools-version: 6.2
import PackageDescription

/// Whether this is the build of scripts/fuzz. Only our own code is instrumented, so that the
/// dependencies are those of every other build. Of several -sanitize flags the last one counts.
let isFuzzed = Context.environment["WFM_FUZZ"] != nil

/// Imports are internal by default and bring in only what they name, so that a target cannot lean on
/// what another one happens to import.
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
  ] + (isFuzzed ? [.unsafeFlags(["-sanitize=fuzzer,address"])] : [])

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(
  name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(
  name: "Configuration", package: "swift-configuration")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioCompat = Target.Dependency.product(
  name: "NIOFoundationEssentialsCompat", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHTTPTypesHTTP2 = Target.Dependency.product(
  name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(
  name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let serviceLifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
  name: "wfm-schedule-import",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "wfm", targets: ["wfm"])],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0",
      traits: ["CommandLineArguments"]),
  ],
  targets: [
    // The ground: values and byte loops that import nothing of ours.
    .target(
      name: "APIDescription", dependencies: [crypto],
      resources: [
        .embedInCode("openapi.json"), .embedInCode("page.css"), .embedInCode("page.js"),
        .embedInCode("planners.md"),
      ],
      swiftSettings: strict),
    .target(name: "Scheduling", swiftSettings: strict),
    .target(name: "CSV", swiftSettings: strict),
    .target(name: "Multipart", swiftSettings: strict),
    .target(name: "Secrets", swiftSettings: strict),
    .target(name: "SettingsFile", swiftSettings: strict),
    .target(
      name: "ObjectStore", dependencies: ["Secrets", asyncHTTPClient, crypto, nioCore, nioHTTP1],
      swiftSettings: strict),
    .target(name: "Telemetry", dependencies: [logging], swiftSettings: strict),
    .target(name: "Waiting", swiftSettings: strict),

    // PostgreSQL.
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(
      name: "Postgres", dependencies: ["CLibPQ", "Secrets", "Waiting", logging],
      swiftSettings: strict),
    .target(
      name: "Migrations", path: "Migrations",
      resources: [
        .embedInCode("0001_accounts.sql"),
        .embedInCode("0002_imports.sql"),
        .embedInCode("0003_schedule_events.sql"),
        .embedInCode("0004_identity.sql"),
        .embedInCode("0005_import_counts.sql"),
        .embedInCode("0006_events_by_time.sql"),
        .embedInCode("0007_report_objects.sql"),
        .embedInCode("0008_rate_limits.sql"),
        .embedInCode("0009_retention.sql"),
        .embedInCode("0010_import_traces.sql"),
        .embedInCode("0011_time_zone_rules.sql"),
      ],
      swiftSettings: strict),
    .target(
      name: "Store", dependencies: ["Postgres", "Scheduling", "Migrations", crypto, logging],
      swiftSettings: strict),

    // The use cases and what stands beside them.
    .target(
      name: "Reports", dependencies: ["ObjectStore", "Store", "Postgres", "Scheduling", crypto],
      swiftSettings: strict),
    .target(
      name: "Identity",
      dependencies: [
        "Secrets", "Telemetry", "Waiting", asyncHTTPClient, jwtKit, crypto, logging, nioCore,
        nioHTTP1,
        serviceLifecycle,
      ],
      swiftSettings: strict),
    .target(
      name: "Authorization",
      dependencies: [
        "Identity", "Secrets", "Store", "Postgres", "Scheduling", crypto, logging,
        serviceLifecycle,
      ],
      swiftSettings: strict),
    .target(
      name: "Importing",
      dependencies: [
        "CSV", "Scheduling", "Store", "Reports", "Postgres", "Telemetry", "Waiting", logging,
        serviceLifecycle,
      ],
      swiftSettings: strict),

    .target(
      name: "Administration",
      dependencies: [
        "Authorization", "Identity", "Importing", "Secrets", "Store", "Postgres", "Scheduling",
        logging, serviceLifecycle,
      ],
      swiftSettings: strict),

    // The edges.
    .target(
      name: "HTTPAPI",
      dependencies: [
        "APIDescription", "Importing", "Administration", "Authorization", "Identity", "Multipart",
        "Reports", "Scheduling", "Secrets", "Store", "Postgres", "Telemetry", "Waiting", httpTypes,
        hummingbird, hummingbirdCore, logging, nioCore, nioHTTP1, nioHTTP2, nioHTTPTypes,
        nioHTTPTypesHTTP1, nioHTTPTypesHTTP2, nioSSL, nioTLS, serviceLifecycle, unixSignals,
      ],
      swiftSettings: strict),
    .systemLibrary(name: "CMalloc"),
    .target(name: "EmbeddedPostgres", dependencies: [], swiftSettings: strict),
    .executableTarget(
      name: "wfm",
      dependencies: [
        "HTTPAPI", "Importing", "Administration", "Authorization", "Identity", "ObjectStore",
        "Reports", "Store", "Postgres", "Scheduling", "Telemetry", "CSV", "EmbeddedPostgres",
        "Migrations", "Secrets", "SettingsFile", "CMalloc", argumentParser, asyncHTTPClient,
        configuration,
        hummingbird,
        logging, nioCore, nioCompat, nioHTTP1, nioSSL,
        serviceLifecycle, systemPackage, unixSignals,
      ],
      resources: [.embedInCode("Dev/demo-agents.csv"), .embedInCode("Dev/demo-event-types.csv")],
      swiftSettings: strict),
    // What is measured within one process; Benchmarks/run calls it.
    .executableTarget(
      name: "wfm-bench",
      dependencies: [
        "Importing", "Store", "Postgres", "Scheduling", argumentParser, hummingbird,
        hummingbirdCore, logging, nioCore,
      ],
      path: "Benchmarks/wfm-bench", swiftSettings: strict),

    // Tests.
    .target(
      name: "TestSupport",
      dependencies: [
        "APIDescription", "EmbeddedPostgres", "ObjectStore", "Postgres", "Secrets", "Store",
        "Scheduling", "Telemetry", asyncHTTPClient, crypto, logging, nioCore, nioHTTP1,
        serviceLifecycle,
      ],
      path: "Tests/TestSupport", exclude: ["Python/answers.py", "Python/relay.py"],
      swiftSettings: strict),
    // Its malloc stands before libc's in the whole test program.
    .target(name: "AllocationCount", path: "Tests/AllocationCount"),
    .target(name: "TestInputs", path: "Tests/TestInputs", swiftSettings: strict),
    .target(
      name: "FuzzProperties",
      dependencies: [
        "CSV", "Multipart", "Scheduling", "CLibPQ", "Postgres", "Store", "Reports", "Identity",
        "Authorization", "Importing", "SettingsFile", "TestInputs",
      ],
      path: "Tests/Fuzz/Properties", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzProperties"], path: "Tests/Fuzz/Replay",
      swiftSettings: strict),
    .testTarget(
      name: "CSVTests", dependencies: ["CSV", "FuzzProperties", "TestInputs", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MultipartTests",
      dependencies: ["Multipart", "FuzzProperties", "TestInputs", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ObjectStoreTests",
      dependencies: ["Secrets", "ObjectStore", "TestSupport", crypto],
      exclude: ["Signatures/aws4_testsuite", "Signatures/boto3_signatures.py"],
      swiftSettings: strict),
    .testTarget(
      name: "SchedulingTests", dependencies: ["Scheduling", "EmbeddedPostgres", "TestSupport"],
      exclude: ["Time/zoneinfo_vectors.py"], swiftSettings: strict),
    .testTarget(
      name: "SecretsTests",
      dependencies: [
        "Secrets", "Authorization", "Identity", "ObjectStore", "Postgres", "Reports", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "WaitingTests", dependencies: ["Waiting", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "PostgresTests", dependencies: ["Secrets", "Postgres", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "StoreTests",
      dependencies: ["Store", "Migrations", "Postgres", "Scheduling", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "IdentityTests",
      dependencies: [
        "Secrets", "Identity", "FuzzProperties", "TestInputs", "TestSupport", crypto, cryptoExtras,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TelemetryTests", dependencies: ["Telemetry", "TestSupport", logging],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Store", "EmbeddedPostgres", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AuthorizationTests",
      dependencies: [
        "Secrets", "Authorization", "Identity", "Postgres", "Scheduling", "Store", "TestSupport",
        crypto,
        cryptoExtras, logging, serviceLifecycle,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "IssuerTests",
      dependencies: [
        "HTTPAPI", "Administration", "EmbeddedPostgres", "Secrets", "Identity", "Importing",
        "Postgres",
        "Reports", "Scheduling", "Store", "Telemetry", "TestSupport", "wfm", asyncHTTPClient,
        crypto, httpTypes, hummingbird, logging, nioCore, nioHTTP1, serviceLifecycle,
      ],
      exclude: ["Support/authlib_issuer.py"], swiftSettings: strict),
    .testTarget(
      name: "ImportingTests",
      dependencies: [
        "AllocationCount", "Importing", "Store", "Postgres", "Scheduling", "CSV", "Telemetry",
        "TestInputs", "TestSupport", serviceLifecycle,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AdministrationTests",
      dependencies: [
        "Administration", "Secrets", "Authorization", "Identity", "Postgres", "Scheduling", "Store",
        "TestSupport", logging, serviceLifecycle,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "HTTPAPITests",
      dependencies: [
        "APIDescription", "CSV", "HTTPAPI", "Administration", "Importing", "Authorization",
        "Identity", "Reports", "Secrets", "Store", "Postgres", "Scheduling", "Telemetry",
        "TestInputs", "TestSupport", asyncHTTPClient, crypto, httpTypes, hummingbird,
        hummingbirdCore, logging, nioCore, nioEmbedded, nioHTTP1, nioPosix, serviceLifecycle,
      ],
      exclude: ["Authorization/oauth_client.py", "HTTP2/http2_client.py"],
      swiftSettings: strict),
    .testTarget(
      name: "EmbeddedPostgresTests", dependencies: ["EmbeddedPostgres", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Secrets", "wfm", "CSV", "EmbeddedPostgres", "Identity", "Postgres", "Scheduling",
        "TestInputs",
        "TestSupport",
        asyncHTTPClient, nioCore, nioHTTP1,
      ],
      exclude: [
        "Clients/upload_curl.sh", "Clients/upload_fetch.mjs", "Clients/upload_httpx.py",
        "Clients/upload_requests.py", "Description/schemathesis.toml",
        "Description/schemathesis_hooks.py", "Front/malformed_requests.py",
        "Front/replace_certificate.py", "Front/send_malformed.py", "Front/send_through_proxy.py",
        "Front/unfinished_bodies.py",
        "Operations/backup.py", "Operations/compose.py", "Operations/load.py",
        "Operations/processes.py", "Operations/replicas.py",
        "Processes/schedule_file.py",
      ],
      swiftSettings: strict),
  ]
)

if isFuzzed {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
    .executableTarget(
      name: "wfm-fuzz", dependencies: ["CLibFuzzer", "FuzzProperties"], path: "Tests/Fuzz/Program",
      swiftSettings: strict,
      // lld, since gold stops at the address sanitizer's symbols.
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
}

// The test targets to build, separated by commas, for one who works on a few of them:
// WFM_TESTS=CSVTests swift build -c release --build-tests
if let wanted = Context.environment["WFM_TESTS"]?.split(separator: ",").map(String.init) {
  package.targets.removeAll { $0.type == .test && !wanted.contains($0.name) }
}
