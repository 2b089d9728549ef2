/// The form of our HTML on our own pages; such HTML holds `<table`, `<pre` and `<math display` only where one begins.
package enum PageForms {
  private static let table = (open: Array("<table>".utf8), close: Array("</table>".utf8))
  private static let code = (open: Array("<pre>".utf8), boxed: Array("<pre tabindex=\"0\">".utf8))
  private static let formula = (open: Array("<math display=\"block\">".utf8), close: Array("</math>".utf8))

  /// The HTML with tables, code and display formulas in boxes that scroll by themselves and are reached by Tab.
  ///
  /// What travels to other servers has no such boxes.
  package static func scrolling(_ html: String) -> String {
    let bytes = Array(html.utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + 256)
    var isInFormula = false
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        output.append(bytes[index])
        index += 1
        continue
      }
      let rest = bytes[index...]
      if rest.starts(with: table.open) {
        output += Array("<div class=\"table-scroll\" tabindex=\"0\">".utf8) + table.open
        index += table.open.count
      } else if rest.starts(with: table.close) {
        output += table.close + Array("</div>".utf8)
        index += table.close.count
      } else if rest.starts(with: code.open) {
        output += code.boxed
        index += code.open.count
      } else if rest.starts(with: formula.open) {
        output += Array("<span class=\"math-scroll\" tabindex=\"0\">".utf8) + formula.open
        index += formula.open.count
        isInFormula = true
      } else if isInFormula, rest.starts(with: formula.close) {
        output += formula.close + Array("</span>".utf8)
        index += formula.close.count
        isInFormula = false
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
