/// A format of files that records are read from.
package enum CatalogFormat: String, Sendable, CaseIterable {
  case bibTeX = "bibtex"
  case ris
  case cslJSON = "csl-json"
  case dblp
  case acl
  case jats
  case oaiPMH = "oai-pmh"
  case atom
  case pubMed = "pubmed"
  case bibSonomy = "bibsonomy"

  /// The format of a file by its first bytes, 4 KiB of them being plenty; nil where it is none known here.
  package static func detect(_ head: [UInt8]) -> CatalogFormat? {
    var rest = head.prefix(8_192)
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop(while: \.isBlank)
    switch rest.first {
    case UInt8(ascii: "<"): return xml(rest)
    case UInt8(ascii: "["), UInt8(ascii: "{"): return .cslJSON
    default: return plain(rest)
    }
  }

  /// By the first element; its name may stand behind declarations and comments.
  private static func xml(_ bytes: ArraySlice<UInt8>) -> CatalogFormat? {
    var place = bytes.startIndex
    while let open = bytes[place...].firstIndex(of: UInt8(ascii: "<")), open + 1 < bytes.endIndex {
      if bytes[open...].starts(with: "<!--".utf8) {
        let text = String(decoding: bytes[open...], as: UTF8.self)
        guard let end = text.range(ofASCII: "-->") else { return nil }
        place = open + text.utf8.distance(from: text.utf8.startIndex, to: end.upperBound)
        continue
      }
      if !bytes[open + 1].isLetter {
        // A declaration; an internal subset is refused later.
        guard let end = bytes[open...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
        place = end + 1
        continue
      }
      let name = bytes[(open + 1)...].prefix { !$0.isBlank && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
      let local = String(decoding: name.split(separator: UInt8(ascii: ":")).last ?? name, as: UTF8.self)
      switch local {
      case "dblp": return .dblp
      case "collection": return .acl
      case "article", "pmc-articleset": return .jats
      case "OAI-PMH": return .oaiPMH
      case "feed": return .atom
      case "PubmedArticleSet": return .pubMed
      case "bibsonomy": return .bibSonomy
      default: return nil
      }
    }
    return nil
  }

  /// A line `TY  - JOUR`, or an `@word{` at the beginning of a line.
  private static func plain(_ bytes: ArraySlice<UInt8>) -> CatalogFormat? {
    for row in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).prefix(400) {
      let text = row.drop(while: \.isBlank)
      if text.starts(with: "TY".utf8), let mark = text.dropFirst(2).first(where: { $0 != 0x20 }), mark == UInt8(ascii: "-") {
        return .ris
      }
      guard text.first == UInt8(ascii: "@") else { continue }
      let after = text.dropFirst().drop { $0.isLetter || $0 == 0x20 }
      if after.startIndex > text.startIndex + 1, after.first == UInt8(ascii: "{") || after.first == UInt8(ascii: "(") {
        return .bibTeX
      }
    }
    return nil
  }
}

/// Something in a file that was passed over.
package struct CatalogComplaint: Sendable, Equatable {
  /// The line where it begins, from 1, where it is known.
  package let line: Int?
  /// What is wrong, in words for the person who gave the file.
  package let message: String
}
