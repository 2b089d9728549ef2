import Testing

@testable import scholion

@Suite struct DemoTests {
  @Test(.timeLimit(.minutes(4)))
  func `Two instances follow, publish, reply, like, boost, edit and delete across, each step seen on the other`() throws {
    let program = Program(folder: try ScratchFolder())
    let outcome = try program.run("demo", "--patience", "60")
    #expect(outcome.status == 0, "\(outcome.complaint)")
    let steps = outcome.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.compactMap { $0.split(separator: " ").first }
    #expect(
      steps == [
        "alpha", "beta", "follow", "follow", "publish", "arrive", "reply", "like", "boost", "edit", "delete", "meet", "meet",
        "All",
      ])
  }

  @Test(.timeLimit(.minutes(2)), arguments: ["alpha", "beta"])
  func `With one instance stopped the demo exits 1 and prints no step that needs it`(name: String) throws {
    let program = Program(folder: try ScratchFolder())
    let outcome = try program.run("demo", "--stop", name, "--patience", "3")
    #expect(outcome.status == 1)
    #expect(!outcome.output.contains("arrive"))
    #expect(!outcome.complaint.isEmpty)
  }
}
