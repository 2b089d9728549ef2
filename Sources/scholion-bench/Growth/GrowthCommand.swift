internal import ArgumentParser
internal import Foundation

/// `scholion-bench growth`: the inbox and the timeline as a database grows.
struct GrowthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth", abstract: "Measure the inbox and the home timeline at several numbers of stored posts.",
    discussion: """
      One SQLite database is filled up beside the stopped server, with rows copied from those that the server stored, and \
      measured at each size in three turns, of which the medians count. Exit 1 when anything was refused or lost.
      """)

  @OptionGroup var scale: RunScale
  @Option(parsing: .upToNextOption, help: "Numbers of stored posts, rising.") var sizes = [1_000, 50_000, 100_000, 1_000_000]
  @Option(help: "File for the figures as comma-separated values.") var csv: String?
  @Option(help: "File for a plot.") var svg: String?

  func validate() throws {
    guard !sizes.isEmpty, sizes == sizes.sorted(), sizes.allSatisfy({ (1...1_500_000).contains($0) }) else {
      throw ValidationError("sizes rise, up to 1,500,000")
    }
    guard !scale.postgres else { throw ValidationError("growth is measured on SQLite") }
  }

  func run() async throws {
    let files = [csv, svg].map { $0.map { URL(filePath: $0).standardizedFileURL } }
    var run = try await BenchRun.prepared(scale.absolute)
    defer { run.cleanUp() }
    let points = try await run.measureGrowth(at: sizes)
    let plot = GrowthPlot(points: points)
    Progress.line(plot.text)
    for (file, text) in zip(files, [plot.csv, plot.svg]) {
      guard let file else { continue }
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let faults = points.map(\.faults).reduce(0, +)
    guard faults == 0 else { throw MeasuringError("\(faults) refused, lost or stored twice") }
  }
}
