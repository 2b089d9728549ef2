/// Why a command or a start is refused, in one line for the person at the terminal; the one error of this module.
struct Refusal: Error, Equatable, CustomStringConvertible {
  let message: String

  init(_ message: String) { self.message = message }

  var description: String { message }
}
