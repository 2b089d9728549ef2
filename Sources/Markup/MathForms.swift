/// Other forms of the formulas in HTML that this room made; such HTML holds `<math` only where a formula begins.
package enum MathForms {
  /// The HTML with each formula as `$tex$` or `$$tex$$`, for client programs without MathML.
  package static func mathAsTeX(_ html: String) -> String {
    replacing(in: html) { formula, output in
      let dollars: [UInt8] = formula.display ? [0x24, 0x24] : [0x24]
      output.append(contentsOf: dollars)
      output.append(contentsOf: formula.annotation)
      output.append(contentsOf: dollars)
    }
  }

  /// The HTML with each formula's presentation as one `mtext` of its TeX: less than half as long, still FEP-dc88.
  package static func compact(_ html: String) -> String {
    replacing(in: html) { formula, output in
      output.append(
        contentsOf: (formula.display ? "<math display=\"block\"><semantics><mtext>" : "<math><semantics><mtext>").utf8)
      output.append(contentsOf: formula.annotation)
      output.append(contentsOf: "</mtext>".utf8)
      output.append(contentsOf: opening)
      output.append(contentsOf: formula.annotation)
      output.append(contentsOf: "</annotation></semantics></math>".utf8)
    }
  }

  /// The HTML with formulas as browsers show them, without the TeX that travels along: for pages, which have to be light.
  package static func bare(_ html: String) -> String {
    replacing(in: html) { whole, isFailed, output in
      let (start, formula) = (Array("<semantics>".utf8), Array(whole))
      guard !isFailed, let first = end(of: start, in: formula, from: 0), let source = end(of: opening, in: formula, from: first)
      else { return output.append(contentsOf: whole) }
      output += formula[..<(first - start.count)] + formula[first..<(source - opening.count)] + Array("</math>".utf8)
    }
  }

  /// The HTML with every formula, and every one that failed and is shown as its source, as the closure writes it.
  static func replacing(in html: String, with write: (ArraySlice<UInt8>, _ isFailed: Bool, inout [UInt8]) -> Void) -> String {
    let bytes = Array(html.utf8)
    let failed = Array("<code class=\"math-error\">".utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while let next = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      output += bytes[index..<next]
      let isFailed = bytes[next...].starts(with: failed)
      if isFailed || bytes[next...].starts(with: "<math".utf8),
        let close = end(of: Array((isFailed ? "</code>" : "</math>").utf8), in: bytes, from: next + 1)
      {
        write(bytes[next..<close], isFailed, &output)
        index = close
      } else {
        output.append(bytes[next])
        index = next + 1
      }
    }
    return String(decoding: output + bytes[index...], as: UTF8.self)
  }

  private struct Found {
    let display: Bool
    /// The TeX, escaped.
    let annotation: ArraySlice<UInt8>
  }

  private static let opening = Array("<annotation encoding=\"application/x-tex\">".utf8)

  private static func replacing(in html: String, with write: (Found, inout [UInt8]) -> Void) -> String {
    let bytes = Array(html.utf8)
    let block = Array("<math display=\"block\">".utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<"), bytes[index...].starts(with: "<math".utf8),
        let start = end(of: opening, in: bytes, from: index),
        let stop = bytes[start...].firstIndex(of: UInt8(ascii: "<")),
        let close = end(of: Array("</math>".utf8), in: bytes, from: stop)
      else {
        output.append(bytes[index])
        index += 1
        continue
      }
      write(Found(display: bytes[index...].starts(with: block), annotation: bytes[start..<stop]), &output)
      index = close
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The index after the next occurrence of a run of bytes that begins with `<`.
  private static func end(of run: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while let next = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      if bytes[next...].starts(with: run) { return next + run.count }
      index = next + 1
    }
    return nil
  }
}
