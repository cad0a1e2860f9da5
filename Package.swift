// swift-tools-version: 6.2
import PackageDescription

/// Whether this is the build of scripts/fuzz. Only our own code is instrumented, so the
/// dependencies are built as in every other build. If there are several -sanitize flags, the last
/// one applies.
let isFuzzed = Context.environment["WFM_FUZZ"] != nil

/// Imports are internal by default, and a file sees only the members of modules that it imports
/// itself. So no target depends on the imports of another one.
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
let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")

/// The four layers of the program. Each may use the layers above it in this list:
///
/// - `Ground`: values and byte loops. They use no database, no network and no other layer.
/// - `Storage`: PostgreSQL, the object store and every SQL statement.
/// - `UseCases`: importing, reports, identity, authorization, administration.
/// - `Front`: the HTTP server, the API and the program `wfm`.
enum Wing: String {
  case ground = "Ground"
  case storage = "Storage"
  case useCases = "UseCases"
  case front = "Front"

  /// A library in the folder `Sources/WING/NAME`.
  func room(
    _ name: String, uses dependencies: [Target.Dependency] = [], resources: [Resource] = []
  ) -> Target {
    .target(
      name: name, dependencies: dependencies, path: "Sources/\(rawValue)/\(name)",
      resources: resources, swiftSettings: strict)
  }

  /// A C library of the system, with its module map in `Sources/WING/NAME`.
  func system(
    _ name: String, pkgConfig: String? = nil, providers: [SystemPackageProvider]? = nil
  ) -> Target {
    .systemLibrary(
      name: name, path: "Sources/\(rawValue)/\(name)", pkgConfig: pkgConfig, providers: providers)
  }

  /// The tests in the folder `Tests/WING/NAME`.
  func tests(
    _ name: String, uses dependencies: [Target.Dependency], exclude: [String] = []
  ) -> Target {
    .testTarget(
      name: name, dependencies: dependencies, path: "Tests/\(rawValue)/\(name)", exclude: exclude,
      swiftSettings: strict)
  }
}

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
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
  ],
  targets: [
    // Ground
    // The domain types: accounts, clients, agents, event types, events, imports; times and zones.
    Wing.ground.room("Scheduling", uses: ["WireText"]),
    // Reads and writes CSV (RFC 4180), and guards cells that a spreadsheet would run as formulas.
    Wing.ground.room("CSV", uses: ["WireText"]),
    // Parses multipart/form-data (RFC 7578) as it arrives.
    Wing.ground.room("Multipart", uses: ["WireText"]),
    // A secret text, which no log, description or dump shows.
    Wing.ground.room("Secrets"),
    // Metrics, traces and log lines.
    Wing.ground.room("Telemetry", uses: ["WireText", logging]),
    // A weighted semaphore and time limits for waits.
    Wing.ground.room("Waiting"),
    // JSON, Base64URL, hexadecimal, UUIDs, percent and form encoding, and settings files.
    Wing.ground.room("WireText"),

    // Storage
    // The C interface of libpq.
    Wing.storage.system("CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    // Connections to PostgreSQL over libpq, pooled, with typed statements.
    Wing.storage.room("Postgres", uses: ["CLibPQ", "Secrets", "Waiting", logging]),
    // The database schema, as a series of SQL migrations.
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
        .embedInCode("0012_trimmed_keys.sql"),
      ],
      swiftSettings: strict),
    // Every SQL statement, by repository.
    Wing.storage.room("Store", uses: ["Migrations", "Postgres", "Scheduling", crypto, logging]),
    // Signs requests to an S3-compatible object store and sends them.
    Wing.storage.room(
      "ObjectStore", uses: ["Secrets", "WireText", asyncHTTPClient, crypto, nioCore, nioHTTP1]),
    // Starts a PostgreSQL server in a folder, for `wfm dev` and for tests.
    Wing.storage.room("EmbeddedPostgres"),

    // Use cases
    // Stores error reports and signs the links that download them.
    Wing.useCases.room(
      "Reports", uses: ["ObjectStore", "Postgres", "Scheduling", "Store", "WireText", crypto]),
    // Verifies and issues tokens, and fetches the keys of other issuers.
    Wing.useCases.room(
      "Identity",
      uses: [
        "Scheduling", "Secrets", "Telemetry", "Waiting", "WireText", asyncHTTPClient, crypto,
        jwtKit, logging, nioCore, nioHTTP1, serviceLifecycle,
      ]),
    // The OAuth authorization server: clients, grants and the rotation of signing keys.
    Wing.useCases.room(
      "Authorization",
      uses: [
        "Identity", "Postgres", "Scheduling", "Secrets", "Store", "WireText", crypto, logging,
        serviceLifecycle,
      ]),
    // Accepts schedule files and imports them.
    Wing.useCases.room(
      "Importing",
      uses: [
        "CSV", "Postgres", "Reports", "Scheduling", "Store", "Telemetry", "Waiting", "WireText",
        logging, serviceLifecycle,
      ]),
    // Changes accounts, clients and reference data, audits each change, and removes old data.
    Wing.useCases.room(
      "Administration",
      uses: [
        "Authorization", "Identity", "Postgres", "Scheduling", "Secrets", "Store", "WireText",
        logging, serviceLifecycle,
      ]),

    // Front
    // The OpenAPI document, and the page made from it.
    Wing.front.room(
      "APIDescription", uses: ["WireText", crypto],
      resources: [
        .embedInCode("openapi.json"), .embedInCode("page.css"), .embedInCode("page.js"),
        .embedInCode("planners.md"),
      ]),
    // The HTTP transport: protocols, TLS, time limits and the admission of connections. It does not
    // know accounts.
    Wing.front.room(
      "HTTPFront",
      uses: [
        "Telemetry", "WireText", httpTypes, hummingbird, hummingbirdCore, logging, nioCore,
        nioHTTP1, nioHTTP2, nioHTTPTypes, nioHTTPTypesHTTP1, nioHTTPTypesHTTP2, nioSSL, nioTLS,
        serviceLifecycle,
      ]),
    // Rate limits, leases of budgets that all replicas share, and the memory for bodies.
    Wing.front.room(
      "Throttling", uses: ["Postgres", "Scheduling", "Store", "Telemetry", "Waiting"]),
    // The HTTP API: routes, middleware and endpoints.
    Wing.front.room(
      "HTTPAPI",
      uses: [
        "APIDescription", "Administration", "Authorization", "HTTPFront", "Identity", "Importing",
        "Multipart", "Postgres", "Reports", "Scheduling", "Secrets", "Telemetry", "Throttling",
        "WireText", httpTypes, hummingbird, logging, nioCore, nioHTTP2, serviceLifecycle,
      ]),
    // The C interface of malloc, to bound its arenas.
    Wing.front.system("CMalloc"),
    // Builds the running services from the settings.
    Wing.front.room(
      "Server",
      uses: [
        "Administration", "Authorization", "CMalloc", "HTTPAPI", "HTTPFront", "Identity",
        "Importing", "Migrations", "ObjectStore", "Postgres", "Reports", "Scheduling", "Secrets",
        "Store", "Telemetry", "Throttling", "WireText", asyncHTTPClient, configuration, hummingbird,
        logging, nioCore, nioHTTP1, nioSSL, serviceLifecycle, unixSignals,
      ]),
    // The program: its commands, the development server and the doctor.
    .executableTarget(
      name: "wfm",
      dependencies: [
        "Administration", "Authorization", "CSV", "EmbeddedPostgres", "HTTPAPI", "HTTPFront",
        "Identity", "Importing", "Migrations", "Postgres", "Reports", "Scheduling", "Secrets",
        "Server", "Store", "WireText", argumentParser, asyncHTTPClient, logging, nioCore, nioCompat,
        nioHTTP1, serviceLifecycle,
      ],
      path: "Sources/Front/wfm",
      resources: [.embedInCode("Dev/demo-agents.csv"), .embedInCode("Dev/demo-event-types.csv")],
      swiftSettings: strict),
    // Measures parts of the program within one process; Benchmarks/run calls it.
    .executableTarget(
      name: "wfm-bench",
      dependencies: [
        "Importing", "Postgres", "Scheduling", "Store", argumentParser, hummingbird,
        hummingbirdCore, logging, nioCore,
      ],
      path: "Benchmarks/wfm-bench", swiftSettings: strict),

    // Tests of the ground
    Wing.ground.tests(
      "SchedulingTests", uses: ["EmbeddedPostgres", "Scheduling", "TestSupport"],
      exclude: ["Time/zoneinfo_vectors.py"]),
    Wing.ground.tests("CSVTests", uses: ["CSV", "FuzzProperties", "TestInputs", "TestSupport"]),
    Wing.ground.tests(
      "MultipartTests", uses: ["FuzzProperties", "Multipart", "TestInputs", "TestSupport"]),
    Wing.ground.tests(
      "SecretsTests",
      uses: ["Authorization", "Identity", "ObjectStore", "Postgres", "Reports", "Secrets"]),
    Wing.ground.tests("TelemetryTests", uses: ["Telemetry", "TestSupport", logging]),
    Wing.ground.tests("WaitingTests", uses: ["TestSupport", "Waiting"]),
    Wing.ground.tests(
      "WireTextTests", uses: ["FuzzProperties", "TestInputs", "WireText"]),

    // Tests of the storage
    Wing.storage.tests("PostgresTests", uses: ["Postgres", "Secrets", "TestSupport"]),
    Wing.storage.tests(
      "StoreTests",
      uses: ["Migrations", "Postgres", "Scheduling", "Store", "TestInputs", "TestSupport"]),
    Wing.storage.tests(
      "ObjectStoreTests", uses: ["ObjectStore", "Secrets", "TestSupport", "WireText", crypto],
      exclude: ["Signatures/aws4_testsuite", "Signatures/boto3_signatures.py"]),
    Wing.storage.tests("EmbeddedPostgresTests", uses: ["EmbeddedPostgres", "TestSupport"]),

    // Tests of the use cases
    Wing.useCases.tests(
      "ReportsTests",
      uses: ["EmbeddedPostgres", "ObjectStore", "Reports", "Scheduling", "Secrets", "TestSupport"]),
    Wing.useCases.tests(
      "IdentityTests",
      uses: [
        "Identity", "Scheduling", "Secrets", "TestInputs", "TestSupport", "WireText", crypto,
        cryptoExtras,
      ]),
    Wing.useCases.tests(
      "AuthorizationTests",
      uses: [
        "Authorization", "Identity", "Postgres", "Scheduling", "Secrets", "Store", "TestSupport",
        crypto, cryptoExtras, serviceLifecycle,
      ]),
    Wing.useCases.tests(
      "ImportingTests",
      uses: [
        "AllocationCount", "CSV", "Importing", "Postgres", "Scheduling", "Store", "Telemetry",
        "TestInputs", "TestSupport", logging, serviceLifecycle,
      ]),
    Wing.useCases.tests(
      "AdministrationTests",
      uses: [
        "Administration", "Authorization", "Identity", "Postgres", "Scheduling", "Secrets", "Store",
        "TestSupport", logging, serviceLifecycle,
      ]),

    // Tests of the front
    Wing.front.tests(
      "HTTPFrontTests",
      uses: [
        "HTTPFront", "Telemetry", "TestInputs", "TestSupport", httpTypes, hummingbird, logging,
        nioCore, nioEmbedded, nioHTTP2, nioPosix, serviceLifecycle,
      ],
      exclude: ["HTTP2/http2_client.py"]),
    Wing.front.tests(
      "ThrottlingTests",
      uses: [
        "HTTPFront", "Postgres", "Scheduling", "Secrets", "Store", "Telemetry", "TestSupport",
        "Throttling",
      ]),
    Wing.front.tests(
      "HTTPAPITests",
      uses: [
        "APIDescription", "Administration", "Authorization", "CSV", "HTTPAPI", "HTTPFront",
        "Identity", "Importing", "Postgres", "Reports", "Scheduling", "Secrets", "Server",
        "ServerSupport", "Store", "Telemetry", "TestInputs", "TestSupport", "Throttling",
        "WireText", asyncHTTPClient, crypto, httpTypes, hummingbird, logging, nioCore, nioHTTP1,
        nioPosix, serviceLifecycle,
      ],
      exclude: ["Authorization/oauth_client.py"]),
    Wing.front.tests("ServerTests", uses: ["Server", "TestInputs"]),
    Wing.front.tests(
      "IssuerTests",
      uses: [
        "EmbeddedPostgres", "Identity", "Postgres", "Scheduling", "Secrets", "Server",
        "ServerSupport", "Store", "Telemetry", "TestSupport", "wfm", asyncHTTPClient, crypto,
        httpTypes, hummingbird, nioCore, nioHTTP1, serviceLifecycle,
      ],
      exclude: ["Support/authlib_issuer.py"]),
    Wing.front.tests(
      "EndToEndTests",
      uses: [
        "CSV", "EmbeddedPostgres", "Identity", "Postgres", "Scheduling", "Secrets", "Server",
        "TestInputs", "TestSupport", "WireText", "wfm", asyncHTTPClient, nioCore, nioHTTP1,
      ],
      exclude: [
        "Clients/upload_curl.sh", "Clients/upload_fetch.mjs", "Clients/upload_httpx.py",
        "Clients/upload_requests.py", "Description/schemathesis.toml",
        "Description/schemathesis_hooks.py", "Front/malformed_requests.py",
        "Front/replace_certificate.py", "Front/send_malformed.py", "Front/send_through_proxy.py",
        "Front/unfinished_bodies.py", "Operations/backup.py", "Operations/compose.py",
        "Operations/load.py", "Operations/processes.py", "Operations/replicas.py",
        "Processes/schedule_file.py",
      ]),

    // Shared by the tests
    // Starts databases, servers and tools, and checks responses against the API's description.
    .target(
      name: "TestSupport",
      dependencies: [
        "APIDescription", "EmbeddedPostgres", "ObjectStore", "Postgres", "Scheduling", "Secrets",
        "Store", "Telemetry", "WireText", asyncHTTPClient, crypto, logging, nioCore, nioHTTP1,
        serviceLifecycle,
      ],
      path: "Tests/TestSupport", exclude: ["Python/answers.py", "Python/relay.py"],
      swiftSettings: strict),
    // Starts the program's own services on a free port for a test.
    .target(
      name: "ServerSupport",
      dependencies: ["HTTPAPI", "Scheduling", "Server", "TestSupport", logging, serviceLifecycle],
      path: "Tests/ServerSupport", swiftSettings: strict),
    // Test vectors, hostile texts and seeded random numbers.
    .target(name: "TestInputs", path: "Tests/TestInputs", swiftSettings: strict),
    // Counts allocations: its malloc replaces libc's in the whole test program.
    .target(name: "AllocationCount", path: "Tests/AllocationCount"),
    // The properties that the fuzzer and the replay of its findings check.
    .target(
      name: "FuzzProperties",
      dependencies: [
        "Authorization", "CLibPQ", "CSV", "Identity", "Importing", "Multipart", "Postgres",
        "Reports", "Scheduling", "Store", "TestInputs", "WireText",
      ],
      path: "Tests/Fuzz/Properties", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzProperties"], path: "Tests/Fuzz/Replay",
      swiftSettings: strict),
  ]
)

if isFuzzed {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
    .executableTarget(
      name: "wfm-fuzz", dependencies: ["CLibFuzzer", "FuzzProperties"], path: "Tests/Fuzz/Program",
      swiftSettings: strict,
      // lld, because gold fails on the address sanitizer's symbols.
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
}

// The test targets to build, separated by commas, to save time while working on a few of them:
// WFM_TESTS=CSVTests swift build -c release --build-tests
if let wanted = Context.environment["WFM_TESTS"]?.split(separator: ",").map(String.init) {
  package.targets.removeAll { $0.type == .test && !wanted.contains($0.name) }
}
