// swift-tools-version: 6.2
import PackageDescription

/// Where libFuzzer's driver lies, when `make fuzz` builds: then every room is made with coverage and the address sanitizer.
let fuzzer = Context.environment["SCHOLION_FUZZ"]

/// Settings of every target of ours: existential types are written out, and a warning is an error.
let house: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny"), .treatAllWarnings(as: .error)]
  + (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=address,fuzzer"])])

/// Of rooms that only work through bytes: optimized in debug builds, too, with every check that those have.
///
/// Only few: what the tests gain in more of them, building those loses.
let busy: [SwiftSetting] = [
  .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
]

/// A room of the house; what it may import is exactly what it names here.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], isBusy: Bool = false) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house + (isBusy ? busy : []))
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: name == "FuzzTests" ? ["Findings"] : [], resources: resources,
    swiftSettings: house)
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
  name: "scholion",
  products: [
    .executable(name: "scholion", targets: ["scholion"]),
    .executable(name: "scholion-math", targets: ["scholion-math"]),
    // Preloaded by the tests and the soak, never installed.
    .library(name: "scholion-faults", type: .dynamic, targets: ["ScholionFaults"]),
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["YAML"]),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CMarkup", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev", "libgumbo-dev"])]),
    .systemLibrary(name: "CImages"),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
      name: "CJavaScriptCore", pkgConfig: "javascriptcoregtk-4.1", providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]),

    room("Domain"),
    room("Forms"),
    room("JSON", isBusy: true),
    room("ActivityStreams", ["JSON"]),
    room("Signatures", ["COpenSSL"]),
    room("Transport", ["CCurl"]),
    room("Markup", ["CMarkup"], isBusy: true),
    room("Images", ["CImages"]),
    room("SQL", ["CSQLite", "CPostgres"]),
    room("Archives", ["CArchive"]),
    room("Store", ["Domain", "SQL"]),
    room("Catalog", ["Domain", "JSON", "Transport", "CLibXML2"]),
    room(
      "Actors",
      ["Domain", "JSON", "ActivityStreams", "Signatures", "Transport", "Store", hummingbird, logging, metrics, lifecycle]),
    room(
      "Mail",
      ["Actors", "Markup", "Domain", "Signatures", "Transport", "Store", logging, metrics, lifecycle]),
    room(
      "Outbox",
      [
        "Actors", "Archives", "Markup", "Domain", "JSON", "ActivityStreams", "Signatures", "Transport", "Store", hummingbird,
        logging, metrics, lifecycle,
      ]),
    room(
      "Inbox",
      [
        "Outbox", "Markup", "Actors", "Domain", "JSON", "ActivityStreams", "Signatures", "Transport", "Store",
        hummingbird, logging, metrics, lifecycle,
      ]),
    .target(
      name: "Web",
      dependencies: [
        "Domain", "Forms", "JSON", "Store", "Markup", "Images", "Catalog", "Archives", "Actors", "Mail", "Outbox", "Signatures",
        hummingbird, logging, metrics,
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates"), .embedInCode("Assets")],
      swiftSettings: house),
    .executableTarget(
      name: "scholion-math", dependencies: ["CJavaScriptCore"], swiftSettings: house),
    .executableTarget(
      name: "scholion",
      dependencies: [
        "Domain", "JSON", "ActivityStreams", "Signatures", "Transport", "Markup", "Images", "SQL", "Store", "Catalog", "Archives",
        "Actors", "Outbox",
        "Inbox", "Mail", "Web", hummingbird, logging, metrics, lifecycle,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
      ],
      exclude: ["Seed"],
      swiftSettings: house),

    .target(name: "ScholionFaults", path: "Sources/scholion-faults", cSettings: [.define("_GNU_SOURCE")]),
    // TLS for the peers that are played; OpenSSL's door for the server is the room Signatures' own.
    .target(name: "CBenchTLS", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .executableTarget(
      name: "scholion-bench",
      dependencies: [
        "CBenchTLS", "JSON", "Signatures", "Transport", "SQL", "LocalPostgres",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),

    room(
      "TestSupport",
      [
        "Domain", "JSON", "ActivityStreams", "Signatures", "Transport", "Markup", "SQL", "Store", "Actors", "Outbox",
        "LocalPostgres", hummingbird, logging, lifecycle,
      ]),

    // A PostgreSQL server of its own for tests and measurements.
    room("LocalPostgres"),
    .target(
      name: "Judging",
      dependencies: ["JSON", "ActivityStreams", "Signatures", "Markup", "Domain", "Forms", "Transport", "Catalog"],
      path: "Tests/Judging", swiftSettings: house + busy),

    tests("ArchivesTests", ["Archives"]),
    tests("JSONTests", ["JSON"]),
    tests("DomainTests", ["Domain"]),
    tests("FormsTests", ["Forms"]),
    tests("SignaturesTests", ["Signatures"]),
    tests("SQLTests", ["SQL", "LocalPostgres"]),
    tests("StoreTests", ["Store", "TestSupport", "SQL", "Domain", "LocalPostgres"]),
    tests("ActivityStreamsTests", ["ActivityStreams", "JSON"]),
    tests("TransportTests", ["Transport"]),
    tests(
      "MailTests",
      ["Mail", "TestSupport", "Actors", "Domain", "Outbox", "SQL", "Signatures", "Store", "Transport"]),
    tests("CatalogTests", ["Catalog", "TestSupport", "Domain", "JSON", "Transport"], resources: [.copy("Recorded")]),
    tests(
      "scholionTests",
      [
        "scholion", "TestSupport", "Catalog", "Domain", "JSON", "Signatures", "Transport", "Inbox", "Store", "Actors", "Outbox",
        "SQL", "Mail", "Web", "Images",
        "LocalPostgres", logging, metrics,
      ]),
    tests("ImagesTests", ["Images"]),
    tests("MarkupTests", ["Markup", "Judging", "TestSupport", "scholion-math"]),
    tests("FuzzTests", ["Judging", "TestSupport"]),
    tests(
      "ActorsTests",
      ["Actors", "Outbox", "TestSupport", "ActivityStreams", "Domain", "JSON", "Signatures", "Store", "Transport"]),
    tests(
      "OutboxTests",
      [
        "Outbox", "TestSupport", "Actors", "ActivityStreams", "Archives", "Domain", "JSON", "Markup", "Signatures", "Store",
        "Transport", "LocalPostgres", lifecycle, "scholion-math",
      ]),
    tests("PeerModelTests", ["Outbox", "TestSupport", "Actors", "ActivityStreams", "Domain", "JSON", "Store"]),
    tests(
      "InboxTests",
      [
        "Inbox", "TestSupport", "Domain", "JSON", "ActivityStreams", "Signatures", "Transport", "Markup", "SQL", "Store",
        "Actors", "Outbox", "Web", "Judging", hummingbird, logging, lifecycle, "scholion-math",
      ]),
    tests(
      "HostileTests",
      [
        "scholion", "Inbox", "TestSupport", "Domain", "JSON", "ActivityStreams", "Signatures", "Transport", "Markup", "SQL",
        "Store", "Actors", "Outbox", "Web", hummingbird, logging, lifecycle,
      ]),
    tests("SecondOpinionTests", ["Signatures", "JSON", "TestSupport", "Domain", "Outbox", "scholion-bench"]),
    tests("KillTests", ["scholion-bench", "scholion", "scholion-math"]),
    tests(
      "WebTests",
      [
        "Web", "TestSupport", "Domain", "Forms", "JSON", "Markup", "Images", "Catalog", "Archives", "Signatures", "Transport",
        "Store", "Actors", "Outbox", "LocalPostgres",
        "Mail", "scholion-math",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

if let fuzzer {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Tests/CFuzzer"),
    .executableTarget(
      name: "scholion-fuzz", dependencies: ["Judging", "CFuzzer"], path: "Tests/Fuzz", exclude: ["seeds.py"],
      swiftSettings: house,
      linkerSettings: [.unsafeFlags(["-sanitize=address", "-Xlinker", fuzzer, "-lstdc++"])]),
  ]
  package.products.append(.executable(name: "scholion-fuzz", targets: ["scholion-fuzz"]))
}
