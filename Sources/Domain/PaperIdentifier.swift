/// What a paper is known by on every server: a registry and the value in its one canonical spelling.
///
/// Values are ASCII, so equality is that of bytes; the version of an arXiv paper is carried along and never compared.
package struct PaperIdentifier: Sendable {
  /// The registry.
  package let scheme: PaperScheme
  /// The canonical spelling, as `1706.03762` or `10.1109/cvpr.2016.90`.
  package let value: String
  /// The version of an arXiv paper, where one was named.
  package let version: Int?

  /// Reads any spelling people and servers use: bare values, prefixed ones, and the addresses of known sites.
  ///
  /// Quotes and brackets around it and the punctuation of prose behind it are dropped. Any other http address is an identifier of
  /// the scheme `url`. Throws `DomainError` with the field `identifier`.
  package init(parsing text: String) throws(DomainError) {
    guard text.utf8.count <= 2048 else { throw DomainError(.identifier, .tooLong, "This identifier is too long.") }
    let trimmed = trimmingWhitespace(text)
    guard !trimmed.isEmpty else { throw DomainError(.identifier, .empty, "An identifier is missing.") }
    guard trimmed.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
      throw DomainError(.identifier, .forbiddenCharacter, "An identifier may only hold plain ASCII characters.")
    }
    self = try Self.read(trimmingProse(trimmed.drop { "([{<\"'".contains($0) }))
  }

  /// Takes a value that is canonical already.
  ///
  /// Throws `DomainError` if it is not, or if its canonical scheme is another.
  package init(scheme: PaperScheme, value: String, version: Int? = nil) throws(DomainError) {
    let read = try Self(parsing: scheme.rawValue + ":" + value)
    guard read.scheme == scheme, read.version == nil, read.value.utf8.elementsEqual(value.utf8) else {
      throw DomainError(.identifier, .malformed, "This is not the canonical form of the identifier.")
    }
    guard version == nil || scheme == .arxiv && 1...9999 ~= version ?? 1 else {
      throw DomainError(.identifier, .outOfRange, "Only arXiv papers have versions, and these count from 1.")
    }
    self.init(scheme, value, version: version)
  }

  /// A value whose canonical form was made just now.
  init(_ scheme: PaperScheme, _ value: String, version: Int? = nil) {
    self.scheme = scheme
    self.value = value
    self.version = version
  }

  /// Scheme and value, as `arxiv:1706.03762`: the form in documents, logs and hashes.
  package var canonical: String { scheme.rawValue + ":" + value }

  /// Where the registry shows the paper.
  package var url: String {
    switch scheme {
    case .arxiv: "https://arxiv.org/abs/" + value
    case .doi: "https://doi.org/" + percentEncoded(value, keeping: Self.keptInPaths)
    case .dblp: "https://dblp.org/rec/" + value
    case .openreview: "https://openreview.net/forum?id=" + value
    case .pmid: "https://pubmed.ncbi.nlm.nih.gov/\(value)/"
    case .pmcid: "https://pmc.ncbi.nlm.nih.gov/articles/\(value)/"
    case .acl: "https://aclanthology.org/" + value
    case .isbn: "https://openlibrary.org/isbn/" + value
    case .url: value
    }
  }

  /// Scheme and the value's parts, decoded, as they stand after `/paper/`; an address is one part.
  package var pathComponents: [String] {
    [scheme.rawValue] + (scheme == .url ? [value] : value.pathParts.map { String($0) })
  }

  /// The page of the paper on any instance, as `/paper/doi/10.1109/cvpr.2016.90`, percent-encoded.
  package var pagePath: String {
    let kept = scheme == .url ? "" : Self.keptInPaths
    return "/paper/\(scheme.rawValue)/\(percentEncoded(value, keeping: kept))"
  }

  /// The identifier that names the paper: by scheme in the order of preference, then by bytes; nil if there is none.
  package static func preferred(of identifiers: [PaperIdentifier]) -> PaperIdentifier? { identifiers.min() }

  /// RFC 3986 section 3.3: what a path may hold beside the unreserved characters.
  private static let keptInPaths = "!$&'()*+,;=:@/"
}

extension PaperIdentifier: Hashable, Comparable, CustomStringConvertible {
  /// Whether scheme and value are the same; versions are not looked at.
  package static func == (left: PaperIdentifier, right: PaperIdentifier) -> Bool {
    left.scheme == right.scheme && left.value == right.value
  }

  /// Whether this is preferred to the other.
  package static func < (left: PaperIdentifier, right: PaperIdentifier) -> Bool {
    left.scheme == right.scheme ? left.value < right.value : left.scheme < right.scheme
  }

  /// Feeds scheme and value.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(scheme)
    hasher.combine(value)
  }

  /// Scheme and value.
  package var description: String { canonical }
}

/// The text without the punctuation of prose at its end: `.,;:'"`, and closing brackets that were not opened in it.
func trimmingProse(_ text: some StringProtocol) -> Substring {
  var rest = Array(text.utf8)[...]
  while let last = rest.last {
    if ".,;:'\" ".utf8.contains(last) {
      rest.removeLast()
    } else if let opening = opening(of: last) {
      let closed = rest.count { $0 == last }
      let opened = rest.count { $0 == opening }
      guard closed > opened else { break }
      rest.removeLast()
    } else {
      break
    }
  }
  return String(decoding: rest, as: UTF8.self)[...]
}

private func opening(of closing: UInt8) -> UInt8? {
  switch closing {
  case UInt8(ascii: ")"): UInt8(ascii: "(")
  case UInt8(ascii: "]"): UInt8(ascii: "[")
  case UInt8(ascii: "}"): UInt8(ascii: "{")
  case UInt8(ascii: ">"): UInt8(ascii: "<")
  default: nil
  }
}
