/// What somebody could download of their own summaries at ShortScience.org: two columns, the paper's key and the text.
package enum ShortScienceExport {
  /// Rows of one file.
  package static let mostRows = 50_000

  /// The rows, each with its first line in the file; a row of another number of columns is a complaint.
  ///
  /// The file is what PHP's `fputcsv` writes: quotes are doubled, but not behind a backslash, which it takes for an escape.
  package static func items(
    in text: String, of userName: String
  ) -> (items: [(line: Int, item: ShortScienceItem)], complaints: [CatalogComplaint]) {
    var items: [(line: Int, item: ShortScienceItem)] = []
    var complaints: [CatalogComplaint] = []
    for row in rows(Array(text.utf8)) {
      guard let key = row.fields.first, row.fields.count == 2, let words = row.fields.last, !key.isEmpty, key.utf8.count <= 500
      else {
        complaints.append(CatalogComplaint(line: row.line, message: "a row has two columns: the paper’s key and the text"))
        continue
      }
      guard words.utf8.contains(where: { $0 > 0x20 }) else {
        complaints.append(CatalogComplaint(line: row.line, message: "\(key): there is no text"))
        continue
      }
      guard items.count < mostRows else {
        complaints.append(CatalogComplaint(line: row.line, message: "more than \(mostRows) rows"))
        break
      }
      items.append((row.line, ShortScienceItem(key: key, userName: userName, text: words)))
    }
    return (items, complaints)
  }

  private static func rows(_ bytes: [UInt8]) -> [(line: Int, fields: [String])] {
    var rows: [(line: Int, fields: [String])] = []
    var (fields, field) = ([String](), [UInt8]())
    var (isQuoted, wasEscape) = (false, false)
    var (line, start) = (1, 1)
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    func close() {
      fields.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x0A { line += 1 }
      if isQuoted {
        let next = index < bytes.count ? bytes[index] : nil
        if byte == 0x22, wasEscape, next != nil {
          field.append(byte)
        } else if byte == 0x22, next == 0x22 {
          field.append(byte)
          index += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          field.append(byte)
        }
        wasEscape = byte == 0x5C && !wasEscape
      } else if byte == 0x22, field.isEmpty {
        (isQuoted, wasEscape) = (true, false)
      } else if byte == 0x2C {
        close()
      } else if byte == 0x0A {
        if field.last == 0x0D { field.removeLast() }
        close()
        if fields.count > 1 || fields.first?.isEmpty == false { rows.append((start, fields)) }
        (fields, start) = ([], line)
      } else {
        field.append(byte)
      }
    }
    if !field.isEmpty || !fields.isEmpty {
      close()
      rows.append((start, fields))
    }
    return rows
  }
}
