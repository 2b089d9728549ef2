package import Domain

/// A person or a group as a record names them.
package struct RecordAuthor: Sendable, Equatable {
  /// The name as it is shown, `Ada Lovelace`.
  package var name: String
  /// First names, where the source keeps them apart.
  package var given: String?
  /// The last name with its particles.
  package var family: String?
  /// What follows the name: `Jr.`.
  package var suffix: String?
  /// Checked by its check digit: `0000-0002-1825-0097`.
  package var orcid: String?

  /// A name that is not taken apart, of a group or of a source that does not.
  package init(name: String, orcid: String? = nil) {
    self.name = line(name)
    self.orcid = orcid.flatMap(ORCID.read)
  }

  /// A name of parts; empty ones count as missing.
  package init(given: String?, family: String?, suffix: String? = nil, orcid: String? = nil) {
    func part(_ text: String?) -> String? { text.map { line($0) }.flatMap { $0.isEmpty ? nil : $0 } }
    self.given = part(given)
    self.family = part(family)
    self.suffix = part(suffix)
    let whole = [self.given, self.family].compactMap(\.self).joined(separator: " ")
    name = self.suffix.map { "\(whole), \($0)" } ?? whole
    self.orcid = orcid.flatMap(ORCID.read)
  }

  /// `Lovelace, Ada`, or the whole name where the parts are not known.
  package var inverted: String {
    guard let family else { return name }
    return [family, suffix, given].compactMap(\.self).joined(separator: ", ")
  }
}

/// The number of a person at ORCID.
package enum ORCID {
  /// The canonical form of a number in any spelling, nil where the check digit is wrong (ISO 7064 mod 11-2).
  package static func read(_ text: String) -> String? {
    let last = text.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
    let digits = last.filter { $0 != UInt8(ascii: "-") && $0 != 0x20 }
    guard digits.count == 16, last.count <= 24 else { return nil }
    var sum = 0
    for digit in digits.dropLast() {
      guard digit.isDigit else { return nil }
      sum = (sum + Int(digit) - 48) * 2 % 11
    }
    let check = (12 - sum) % 11
    guard let given = digits.last, given.lowered == (check == 10 ? UInt8(ascii: "x") : UInt8(48 + check)) else { return nil }
    let marks = String(decoding: digits, as: UTF8.self).uppercased()
    return stride(from: 0, to: 16, by: 4).map { marks.dropFirst($0).prefix(4) }.joined(separator: "-")
  }
}

/// Where a paper appeared, as a record says.
package struct RecordVenue: Sendable, Equatable {
  /// The name as stated.
  package var name: String
  /// A short form, `NeurIPS`.
  package var short: String?
  /// The stream of DBLP it belongs to, `conf/nips`.
  package var stream: String?
  /// Numbers of the journal, `0006-3002`.
  package var issns: [String]

  /// A venue; nil where there is no name.
  package init?(_ name: String?, short: String? = nil, stream: String? = nil, issns: [String] = []) {
    let shown = line(name ?? short ?? "")
    guard !shown.isEmpty else { return nil }
    self.name = shown
    self.short = short.map { line($0) }.flatMap { $0.isEmpty ? nil : $0 }
    self.stream = stream
    self.issns = Array(issns.prefix(RecordLimits.isbns))
  }
}

/// One version of a paper.
package struct RecordVersion: Sendable, Equatable {
  /// From 1.
  package var number: Int
  /// When it came.
  package var date: PartialDate?
  /// What the source says of it.
  package var note: String?

  /// A version.
  package init(number: Int, date: PartialDate? = nil, note: String? = nil) {
    self.number = number
    self.date = date
    self.note = note
  }
}

/// An address where a paper is read.
package struct RecordLink: Sendable, Equatable {
  /// What is there.
  package enum Kind: String, Sendable { case page, pdf, data, code, video }

  /// http or https.
  package var url: String
  /// What is there.
  package var kind: Kind

  /// A link.
  package init(url: String, kind: Kind) {
    self.url = url
    self.kind = kind
  }
}

/// What a record says of this paper and another.
package struct RecordRelation: Sendable, Equatable {
  /// This paper … the other.
  package enum Kind: String, Sendable, CaseIterable {
    case isPreprintOf = "is-preprint-of"
    case hasPreprint = "has-preprint"
    case isVersionOf = "is-version-of"
    case hasVersion = "has-version"
    case isIdenticalTo = "is-identical-to"
    case isPartOf = "is-part-of"
    case reviews
    case isReviewedBy = "is-reviewed-by"
    case commentsOn = "comments-on"
    case isCommentedBy = "is-commented-by"
    case corrects
    case isCorrectedBy = "is-corrected-by"
    case retracts
    case isRetractedBy = "is-retracted-by"
    case warnsOf = "warns-of"
    case isWarnedOfBy = "is-warned-of-by"

    /// Whether both are one paper to readers; such a statement joins records, every other only links them.
    package var joins: Bool {
      switch self {
      case .isPreprintOf, .hasPreprint, .isIdenticalTo: true
      default: false
      }
    }
  }

  /// What this paper is to the other.
  package var kind: Kind
  /// The other, where it is named by an identifier.
  package var target: PaperIdentifier?
  /// What the source says, or how it names the other.
  package var note: String?
  /// When.
  package var date: PartialDate?

  /// A relation.
  package init(kind: Kind, target: PaperIdentifier?, note: String? = nil, date: PartialDate? = nil) {
    self.kind = kind
    self.target = target
    self.note = note
    self.date = date
  }
}

extension BibliographicRecord {
  /// Adds a relation; one that names nothing, this paper itself, or what is known already, is passed over.
  mutating func relate(_ kind: RecordRelation.Kind, _ text: String?, note: String? = nil, date: PartialDate? = nil) {
    let target = text.flatMap { try? PaperIdentifier(parsing: tidied($0)) }
    let said = note.map { line($0) }
    guard target != nil || said?.isEmpty == false, relations.count < RecordLimits.relations,
      target.map({ !identifiers.contains($0) }) != false
    else { return }
    let relation = RecordRelation(kind: kind, target: target, note: said, date: date)
    if !relations.contains(where: { $0.kind == kind && $0.target == target && $0.note == said }) { relations.append(relation) }
    if kind == .isRetractedBy { isWithdrawn = true }
  }
}
