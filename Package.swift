// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of ours: existential types are written out, and a warning is an error.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

/// A room of the house; what it may import is exactly what it names here.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: house)
}

let package = Package(
  name: "scholion",
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

    .systemLibrary(name: "CMarkup", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev", "libgumbo-dev"])]),
    .systemLibrary(
      name: "CJavaScriptCore", pkgConfig: "javascriptcoregtk-4.1", providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]),

    room("Domain"),
    room("JSON"),
    room("ActivityStreams", ["JSON"]),
    room("Signatures", ["COpenSSL"]),
    room("Transport", ["CCurl"]),
    room("Markup", ["CMarkup"]),
    room("SQL", ["CSQLite"]),
    room("Store", ["Domain", "SQL"]),

    .executableTarget(
      name: "scholion-math", dependencies: ["CJavaScriptCore"], swiftSettings: house),

    tests("JSONTests", ["JSON"]),
    tests("DomainTests", ["Domain"]),
    tests("SignaturesTests", ["Signatures"]),
    tests("TransportTests", ["Transport"]),
    tests("SQLTests", ["SQL"]),
    tests("StoreTests", ["Store", "SQL", "Domain"]),
    tests("MarkupTests", ["Markup", "scholion-math"]),
    tests("ActivityStreamsTests", ["ActivityStreams", "JSON"]),
  ],
  swiftLanguageModes: [.v6]
)
