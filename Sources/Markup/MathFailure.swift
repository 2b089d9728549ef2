/// Why a formula is shown as its source; the one error type of this room.
package enum MathFailure: Error, Sendable, Hashable {
  /// No child program or no KaTeX.
  case unavailable
  /// Empty, longer than 4 kB, or past the number allowed in one text.
  case refusedSize
  /// A command that defines, links or loads something; holds its name with the backslash.
  case refusedCommand(String)
  /// KaTeX did not accept it; holds its message, at most 200 characters.
  case syntax(String)
  /// The formula's or the text's time was spent.
  case time
  /// The child passed its memory and was ended.
  case memory
  /// The child ended by itself, twice.
  case crashed
  /// What came back is not within the MathML accepted here.
  case output
  /// The renderer was shut down or too many texts wait for it.
  case busy
}
