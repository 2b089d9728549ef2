internal import Catalog
internal import Domain

extension Property {
  /// A file of references is read alike as a whole and in pieces, each record is a paper or is refused in words, and what is
  /// written of the records can be read again.
  ///
  /// A digit at the beginning chooses the format; else it is found by the bytes.
  static let bibliography = Property("bibliography") { bytes in
    var (format, text) = (CatalogFormat.detect(bytes), bytes)
    if let first = bytes.first, (0x30...0x39).contains(first) {
      format = CatalogFormat.allCases[Int(first - 0x30) % CatalogFormat.allCases.count]
      text.removeFirst()
    }
    guard let format else { return nil }
    let whole = read([text], as: format)
    let middle = text.count / 2
    guard whole == read([Array(text[..<middle]), Array(text[middle...])], as: format) else { return "pieces give other records" }
    for record in whole {
      guard record.raw.count <= text.count * 4 + 4_096 else { return "a record has more bytes than its file" }
      do throws(DomainError) {
        let paper = try record.paper()
        guard !paper.title.isEmpty, paper.authors.count <= Paper.maximumAuthors else { return "a paper without title" }
      } catch { guard !error.message.isEmpty else { return "refused without a word" } }
    }
    let papers = whole.filter { (try? $0.paper()) != nil }
    let written = BibTeXWriter().text(papers)
    let again = read([Array(written.utf8)], as: .bibTeX)
    guard again.count == papers.count else { return "\(papers.count) records, written, are \(again.count)" }
    return PastedText.references(in: String(decoding: text.prefix(20_000), as: UTF8.self)).count <= 50
      ? nil : "too many references"
  }

  private static func read(_ pieces: [[UInt8]], as format: CatalogFormat) -> [BibliographicRecord] {
    let reader = RecordReader(format)
    var records: [BibliographicRecord] = []
    do throws(CatalogError) {
      for piece in pieces { records += try reader.feed(piece) }
      records += try reader.finish()
    } catch { records += reader.rest() }
    return records
  }
}
