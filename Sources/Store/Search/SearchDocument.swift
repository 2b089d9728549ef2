internal import Domain

/// What is found of a paper, a summary or a person: texts by place, and marks.
struct SearchDocument {
  /// The row of what is found.
  let id: RowID
  /// The actor in whose standing it stands; nil for a paper.
  var owner: RowID?
  /// The title of a paper; of a summary its own and the paper's; of a person name and handle.
  var title: [String] = []
  /// Authors of the paper.
  var names: [String] = []
  /// The venue.
  var place: [String] = []
  /// The TL;DR, or what a person tells about themselves.
  var brief: [String] = []
  /// Abstract, body, identifiers.
  var text: [String] = []
  var marks: [String] = []
  /// The key of the venue.
  var venue: String?
  var year: Int?

  /// Words of one document; what follows in a longer one is not found.
  static let maximumWords = 12_000
  /// How often a word is counted: PostgreSQL keeps 255 places of one.
  static let maximumRepeats = 250
}

/// A document as the engines take it: each field as folded words with spaces between, or all of them with their places.
///
/// Both say the same, so that both engines find the same: a word of the same field stands next to the same words. Between the
/// texts of a field stands `_`, over which no phrase reaches.
struct SearchColumns {
  private(set) var title = ""
  private(set) var names = ""
  private(set) var place = ""
  private(set) var brief = ""
  private(set) var text = ""
  let marks: String
  private var places: [String: [Int]] = [:]
  /// Words of title, names and venue are there a second time, under the letter of their field.
  private var fields: [String: [Int]] = [:]
  private var position = 0
  private var count = 0

  init(_ document: SearchDocument) {
    marks = document.marks.joined(separator: " ")
    title = column(document.title, "t")
    names = column(document.names, "n")
    place = column(document.place, "p")
    brief = column(document.brief, nil)
    text = column(document.text, nil)
  }

  private mutating func column(_ texts: [String], _ field: String?) -> String {
    var column: [String] = []
    for text in texts {
      let words = SearchWords.folded(text, most: SearchDocument.maximumWords - count)
      guard !words.isEmpty else { continue }
      // A gap of one place, in the column and among the places.
      position += 1
      if !column.isEmpty { column.append("_") }
      for word in words {
        position += 1
        count += 1
        guard places[word, default: []].count < SearchDocument.maximumRepeats else {
          column.append("_")
          continue
        }
        places[word, default: []].append(position)
        if let field { fields["\(field)/\(word)", default: []].append(position) }
        column.append(word)
      }
      guard count < SearchDocument.maximumWords else { break }
    }
    return column.joined(separator: " ")
  }

  /// Every word with its places, as PostgreSQL reads a tsvector.
  var vector: String {
    var parts: [String] = []
    for (word, places) in places.merging(fields, uniquingKeysWith: { $1 }) {
      parts.append("'\(word)':" + places.map(String.init).joined(separator: ","))
    }
    for mark in marks.split(separator: " ") { parts.append("'\(mark)'") }
    return parts.joined(separator: " ")
  }
}

/// Markup to the words in it: tags are dropped, of a formula its TeX stays, references become what they stand for.
///
/// What it takes went through the sanitizer or the renderer; of anything else it makes words, too, in one pass.
enum SearchText {
  static func of(html: String) -> String {
    let bytes = Array(html.utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var (place, isHidden) = (0, false)
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "<"):
        let end = bytes[place...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
        let name = bytes[(place + 1)..<end].prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ">") }
        if name.elementsEqual("math".utf8) || name.elementsEqual("/annotation".utf8) { isHidden = true }
        if name.elementsEqual("/math".utf8) || name.elementsEqual("annotation".utf8) { isHidden = false }
        if !isInline(name) { text.append(0x20) }
        place = min(end + 1, bytes.count)
      case UInt8(ascii: "&"):
        // The few references that our own writers make; all of them part words.
        let end = bytes[place...].prefix(8).firstIndex(of: UInt8(ascii: ";")) ?? place
        if !isHidden { text.append(0x20) }
        place = end + 1
      default:
        if !isHidden { text.append(bytes[place]) }
        place += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Tags that stand within words.
  private static func isInline(_ name: ArraySlice<UInt8>) -> Bool {
    let bare = name.first == UInt8(ascii: "/") ? name.dropFirst() : name
    return ["em", "strong", "u", "s", "del", "sub", "sup", "a", "span"].contains { bare.elementsEqual($0.utf8) }
  }
}
