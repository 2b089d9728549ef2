// Archives: files packed for people to take away and bring along, read under limits. It knows nothing of what is in them.

/// Why an archive cannot be written or read.
package enum ArchiveError: Error, Sendable, Equatable {
  /// What the system or the library says.
  case broken(String)
  /// More of something than is taken; the word says of what.
  case tooLarge(String)
}

extension ArchiveError: CustomStringConvertible {
  /// A sentence for the person whose file it is.
  package var description: String {
    switch self {
    case .broken(let words): "the archive cannot be read or written: \(words)"
    case .tooLarge(let what): "the archive holds more than is taken: \(what)"
    }
  }
}
