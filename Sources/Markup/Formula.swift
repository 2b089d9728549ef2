/// One piece of TeX as its author wrote it, without delimiters.
package struct Formula: Sendable, Hashable {
  /// The TeX; compared by bytes, since Swift's own comparison of strings is canonical and slow on hostile input.
  package let tex: String
  /// True for a formula on a line of its own.
  package let display: Bool

  /// A formula from its TeX, without the control characters that may stand in no output.
  package init(tex: String, display: Bool) {
    self.tex = PieceBuilder.cleaned(tex)
    self.display = display
  }

  /// Compares bytes.
  package static func == (left: Formula, right: Formula) -> Bool {
    left.display == right.display && left.tex.utf8.elementsEqual(right.tex.utf8)
  }

  /// Hashes bytes.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(display)
    for byte in tex.utf8 { hasher.combine(byte) }
  }

  /// The TeX between the dollar signs by which client programs know a formula.
  package var dollars: String { display ? "$$\(tex)$$" : "$\(tex)$" }
}

/// What became of one formula.
package enum FormulaResult: Sendable, Hashable {
  /// A whole `<math>` element in the form of FEP-dc88, safe to put into a page.
  case mathML(String)
  /// Shown as its source.
  case failed(MathFailure)
}

/// A formula that is shown as its source, and why.
package struct FailedFormula: Sendable, Hashable {
  /// The formula.
  package let formula: Formula
  /// The reason, for the editor's preview.
  package let reason: MathFailure
}
