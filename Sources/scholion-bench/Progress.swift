internal import Foundation

/// What is told while the work goes on; results go to standard output, the rest to standard error.
enum Progress {
  /// A line about what happens now.
  static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

  /// A line of the result, at once, so that a reader of a pipe sees it.
  static func line(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }
}
