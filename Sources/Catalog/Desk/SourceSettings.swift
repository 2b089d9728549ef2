package import Domain
internal import Glibc
package import Transport

/// What the operator decides about sources.
package struct SourceSettings: Sendable {
  /// Sources that may be asked; every other refuses without a connection.
  package var enabled: Set<SourceName>
  /// The folder of kept answers; nil keeps none.
  package var folder: String?
  /// The most bytes of kept answers; ``SourceDesk/sweep()`` drops the oldest beyond it.
  package var folderBytes = 256 << 20
  /// Keys of interfaces: OpenAlex's and PubMed's, and `user:key` of BibSonomy.
  package var keys: [SourceName: String]
  /// An address of mail for the sources that ask for one.
  package var contact: String?
  /// Where a source is asked instead of at home, for tests and mirrors: scheme and authority.
  package var bases: [SourceName: String] = [:]
  /// Tries of one request, the first included.
  package var tries = 3
  /// The longest a request waits before another try; a source that asks for more is left alone until then.
  package var longestWait: Duration = .seconds(20)
  /// Requests that may wait for one source.
  package var waiting = 50

  /// Those that need no key; OpenAlex and BibSonomy are added when their key is given.
  package init(
    enabled: Set<SourceName>? = nil, folder: String? = nil, keys: [SourceName: String] = [:], contact: String? = nil
  ) {
    let keyed: Set<SourceName> = [.openAlex, .bibSonomy]
    self.enabled = enabled ?? Set(SourceName.networked.filter { !keyed.contains($0) || keys[$0] != nil })
    self.folder = folder
    self.keys = keys
    self.contact = contact
  }

  /// Sources by their names, as `arxiv,crossref`; nil names the first that is none.
  package static func sources(named text: String) -> (sources: Set<SourceName>, unknown: String?) {
    var sources: Set<SourceName> = []
    for word in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
      guard let name = SourceName(rawValue: word.asciiLowered), SourceName.networked.contains(name) else {
        return (sources, String(word))
      }
      sources.insert(name)
    }
    return (sources, nil)
  }

  /// How this server names itself to sources: `Scholion/1.0 (+https://instance; mailto:admin@instance)`.
  package static func userAgent(version: String, origin: String, contact: String?) -> String {
    "Scholion/\(version) (+\(origin)\(contact.map { "; mailto:" + $0 } ?? ""))"
  }

  /// The policy of the client that asks sources: one connection a host.
  package static func policy(userAgent: String, allowPrivatePeers: Bool = false, caFile: String? = nil) -> TransportPolicy {
    var policy = TransportPolicy(allowPrivatePeers: allowPrivatePeers, caFile: caFile, userAgent: userAgent)
    policy.perHostConcurrency = 1
    return policy
  }
}

/// Time as sources need it: when it is, and waiting.
package struct SourceClock: Sendable {
  /// The moment.
  package var now: @Sendable () -> Timestamp
  /// Waits; throws when the task is cancelled.
  package var sleep: @Sendable (Duration) async throws -> Void

  /// A clock of these two.
  package init(now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws -> Void) {
    self.now = now
    self.sleep = sleep
  }

  /// The machine's.
  package static let system = SourceClock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }, sleep: { try await Task.sleep(for: $0) })
}

/// Why a source gave nothing.
package enum SourceError: Error, Equatable, Sendable {
  /// The operator switched it off, or there is no key for it.
  case disabled(SourceName)
  /// It knows no such identifiers, or cannot be searched.
  case unsupported(SourceName)
  /// It refuses the question; in its words.
  case refused(SourceName, String)
  /// It wants to be left alone until then.
  case throttled(SourceName, until: Timestamp)
  /// No whole answer came.
  case unreachable(SourceName, TransportError)
  /// It answers with a status that says nothing about the paper.
  case failed(SourceName, status: Int)
  /// What came is not what it should send.
  case unreadable(SourceName, String)
  /// Too many wait for it already.
  case busy(SourceName)
  /// The task was cancelled.
  case cancelled
}

extension SourceError: CustomStringConvertible {
  /// A sentence for people.
  package var description: String {
    switch self {
    case .disabled(let source): "\(source.label) is not asked here"
    case .unsupported(let source): "\(source.label) cannot be asked that"
    case .refused(let source, let words): "\(source.label) refuses: \(words)"
    case .throttled(let source, let until): "\(source.label) wants no more questions until \(until.iso8601)"
    case .unreachable(let source, let error): "\(source.label) was not reached (\(error.name))"
    case .failed(let source, let status): "\(source.label) answers with status \(status)"
    case .unreadable(let source, let why): "what \(source.label) answers cannot be read: \(why)"
    case .busy(let source): "too many questions wait for \(source.label)"
    case .cancelled: "the question was withdrawn"
    }
  }
}
