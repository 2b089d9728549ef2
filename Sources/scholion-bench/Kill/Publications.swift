internal import Foundation
internal import Glibc

/// The way out under torment: a summary a round, published by command beside the server, to followers on other servers.
struct Publications {
  private var site: ServerSite
  /// Who follows the author.
  let readers: [PeerActor]
  private let author: String
  private var running: (process: ChildProcess, output: URL)?
  /// Ids of the summaries whose command said that it published them.
  private(set) var stored: [String] = []
  /// What commands complained of that were not killed.
  private(set) var complaints: [String] = []

  /// Hosts of the readers.
  static let hosts = 4
  /// Deliveries under way to one host, at most (`Courier.lanes`).
  static let lanes = 4

  /// Adds a paper for each round; the server may run or not.
  init(_ site: ServerSite, readers: [PeerActor], author: String, rounds: Int) throws {
    self.site = site
    self.readers = readers
    self.author = author
    guard !readers.isEmpty else { return }
    let lines = (0..<rounds).map { round in
      #"{"title":"The paper of round \#(round)","authors":["Ada Beispiel"],"identifiers":["\#(Self.identifier(round))"]}"# + "\n"
    }
    let file = site.folder.appending(path: "rounds.jsonl")
    try lines.joined().write(to: file, atomically: true, encoding: .utf8)
    try site.command("paper", "import", file.path)
  }

  /// Goes on under the faults that the site has now.
  mutating func move(to site: ServerSite) { self.site = site }

  private static func identifier(_ round: Int) -> String { "doi:10.5555/round.\(round)" }

  /// Starts the command of a round.
  mutating func begin(_ round: Int) throws {
    guard !readers.isEmpty else { return }
    let output = site.folder.appending(path: "published-\(round)")
    let words = ["summary", "publish", author, Self.identifier(round), site.folder.appending(path: "summary.md").path]
    running = (try site.begin(words, to: output.path), output)
  }

  /// Kills the command with the machine.
  func kill() { running?.process.signal(SIGKILL) }

  /// Waits for the command and takes down what it said.
  mutating func end() throws {
    guard let (process, output) = running else { return }
    running = nil
    let status = process.wait()
    let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
    try? FileManager.default.removeItem(at: output)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("http") }
    if status == 0, let url = lines.last {
      stored.append(try Townsfolk.summaryID(of: url, at: site))
    } else if status != 128 + SIGKILL {
      complaints.append("summary publish ended with \(status): \(text.prefix(200))")
    }
  }

  /// What is wrong with what the readers got.
  func verdict(on arrivals: [Arrival]) -> PublicationVerdict {
    var verdict = PublicationVerdict()
    let wanted = Set(stored)
    // By inbox and summary the ids of the activities that came, each as often as it came.
    var got: [String: [String: Int]] = [:]
    for arrival in arrivals {
      let activity = arrival.activity
      guard activity["type"] == "Create", let object = activity["object"]?["id"]?.string ?? activity["object"]?.string,
        let id = activity["id"]?.string
      else { continue }
      got["\(arrival.inbox) \(object)", default: [:]][id, default: 0] += 1
    }
    for reader in readers {
      for summary in wanted where got["\(reader.inbox) \(summary)"] == nil {
        verdict.lost.append("\(summary) at \(reader.inbox)")
      }
    }
    for ids in got.values {
      verdict.arrived += 1
      verdict.repeated += ids.values.reduce(0) { $0 + $1 - 1 }
      verdict.renamed += ids.count - 1
    }
    return verdict
  }
}

/// What came of the publications.
struct PublicationVerdict: Sendable {
  /// Summaries at inboxes, each once.
  var arrived = 0
  /// Stored, and never arrived.
  var lost: [String] = []
  /// The same activity at the same inbox once more.
  var repeated = 0
  /// The same summary at the same inbox under another activity's id.
  var renamed = 0
}
