/// Strangers' HTML made safe.
package enum ForeignHTML {
  /// Counts up when the result for the same input changes; part of the key under which results are kept.
  package static let version = 2

  /// The HTML rebuilt from the allow-list; formulas as their TeX in `code`.
  ///
  /// Sanitising the result again changes nothing. Links are absolute http or https with
  /// `rel="nofollow noopener ugc noreferrer"`, images become links; script, style, SVG, frames and forms leave nothing.
  package static func sanitized(_ html: String) -> String {
    pieces(of: html).withFormulasAsCode.html()
  }

  /// The same with formulas rendered from their TeX annotation, and what the text holds besides.
  ///
  /// Citations come from links to doi.org and arxiv.org; hashtags and mentions are left to the activity's `tag`.
  package static func rendered(_ html: String, math: MathRenderer?) async -> RenderedText {
    let list = pieces(of: html)
    var text = await list.rendered(math: math)
    text.citations = CitationFinder.linked(in: list)
    return text
  }

  static func pieces(of html: String) -> PieceList {
    if let list = HTMLWalk.pieces(of: html, policy: HTMLPolicy()) { return list }
    var builder = PieceBuilder()
    let token = builder.open(.p)
    builder.text(HTMLGate.stripped(html))
    builder.close(token)
    return builder.finish()
  }
}

extension PieceList {
  /// Every formula replaced by its TeX in `code`.
  var withFormulasAsCode: PieceList {
    var changed = PieceList()
    for piece in pieces {
      guard case .formula(let index) = piece else {
        changed.pieces.append(piece)
        continue
      }
      guard formulas.indices.contains(index) else { continue }
      changed.pieces += [.open(.code, []), .text(formulas[index].tex), .close(.code)]
    }
    return changed
  }

  /// The pieces as HTML and text, formulas rendered.
  func rendered(math: MathRenderer?) async -> RenderedText {
    var text = RenderedText()
    text.formulaCount = formulas.count
    text.hasLink = hasLink
    text.ownWordCount = ownWordCount
    text.undescribedImages = undescribedImages
    var results: [FormulaResult] = []
    if !formulas.isEmpty {
      if let math {
        results = await math.render(formulas)
      } else {
        results = formulas.map { _ in .failed(.unavailable) }
      }
    }
    for (formula, result) in zip(formulas, results) {
      if case .failed(let reason) = result { text.failedFormulas.append(FailedFormula(formula: formula, reason: reason)) }
    }
    text.html = html(formulas: results)
    text.plainText = plainText
    if let first = firstParagraph {
      text.excerptHTML = html(of: first, formulas: results)
      text.firstParagraphText = self.text(of: first)
    }
    return text
  }
}
