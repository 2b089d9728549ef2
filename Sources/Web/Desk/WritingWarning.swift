internal import Domain
internal import Markup
internal import Store

/// What a writer is asked to look at before publishing; nothing is refused for it.
enum WritingWarning: String, Sendable, CaseIterable {
  /// The text says again what the abstract says.
  case abstract
  /// There is a link or a picture and hardly a word beside it.
  case bare
  /// A picture has no description.
  case images
  /// A formula could not be read.
  case formulas

  /// Words beside a link or a picture that make a text of it.
  private static let fewestWords = 5

  /// All that a text deserves.
  static func all(of text: RenderedText, _ paper: PaperRow) -> [WritingWarning] {
    var found: [WritingWarning] = []
    if let abstract = paper.abstract, WordOverlap.share(text.plainText, abstract) >= WordOverlap.repeats {
      found.append(.abstract)
    }
    if text.hasLink, text.ownWordCount < fewestWords { found.append(.bare) }
    if text.undescribedImages > 0 { found.append(.images) }
    if text.failedFormulas.contains(where: { isWriters($0.reason) }) { found.append(.formulas) }
    return found
  }

  /// Whether the writer can mend it: a formula may also fail because this machine is busy.
  private static func isWriters(_ reason: MathFailure) -> Bool {
    switch reason {
    case .syntax, .refusedSize, .refusedCommand: true
    case .unavailable, .time, .memory, .crashed, .output, .busy: false
    }
  }

  /// For the writer.
  var sentence: String {
    switch self {
    case .abstract: "Much of the text is the paper’s abstract, which stands on its page already. Say it in your own words."
    case .bare: "There is a link or a picture and hardly a word of yours."
    case .images: "A picture has no description: write what it shows between the brackets of ![…](…)."
    case .formulas: "A formula was not understood; readers would see its source."
    }
  }
}
