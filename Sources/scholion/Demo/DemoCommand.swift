internal import ArgumentParser
internal import Foundation

/// `scholion demo`: two instances that federate on loopback, step by step.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Run two instances on loopback and show what crosses between them.",
    discussion: """
      Each line is printed only after a GET on the other instance showed it; the URL stands behind it. Both instances have their own \
      data in a temporary folder and are stopped at the end. Exit 1 when a step is not seen within its time.
      """)

  @Option(help: ArgumentHelp("Stop this instance after it has started, to see the demo fail.", valueName: "alpha|beta"))
  var stop: String?
  @Option(help: ArgumentHelp("Seconds to wait for each step.", valueName: "seconds"))
  var patience = 20

  func validate() throws {
    guard [nil, "alpha", "beta"].contains(stop) else { throw ValidationError("--stop takes alpha or beta") }
    guard (1...600).contains(patience) else { throw ValidationError("--patience takes 1 to 600 seconds") }
  }

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "scholion-demo-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let alpha = try await DemoServer.start("alpha", in: folder)
    defer { alpha.stop() }
    let beta = try await DemoServer.start("beta", in: folder)
    defer { beta.stop() }
    Console.line("alpha  \(alpha.origin)\nbeta   \(beta.origin)")
    for server in [alpha, beta] where server.name == stop { server.stop() }
    let story = try await DemoStory(alpha: alpha, beta: beta, patience: patience)
    do {
      try await story.run()
      await story.close()
    } catch {
      await story.close()
      throw error
    }
    Console.line("All of it crossed.")
  }
}
