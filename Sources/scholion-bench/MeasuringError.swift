/// Why a measurement could not be made or did not pass; the only error of this program.
struct MeasuringError: Error, CustomStringConvertible {
  /// One line for whoever reads the terminal.
  let description: String

  init(_ description: String) { self.description = description }
}
