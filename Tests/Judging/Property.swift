// Judging: what has to hold of a room's work on any bytes at all. The tests ask it with inputs that are kept, the fuzzer with
// inputs it makes. It may know the rooms that read what strangers send, and nothing that serves, stores or sends.

/// Something that must hold whatever the bytes are.
package struct Property: Sendable {
  /// The word by which `make fuzz` calls it.
  package let name: String
  /// What is wrong, in a few words; nil when it holds.
  package let complaint: @Sendable ([UInt8]) async -> String?

  init(_ name: String, _ complaint: @Sendable @escaping ([UInt8]) async -> String?) {
    self.name = name
    self.complaint = complaint
  }

  /// All of them, in the order in which they are fuzzed.
  package static let all: [Property] = [
    .json, .signatures, .activityStreams, .html, .markdown, .addresses, .search, .bibliography, .forms,
  ]
}
