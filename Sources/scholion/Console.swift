internal import Glibc

/// The terminal, or what stands in its place.
enum Console {
  /// Writes a line to standard output.
  static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Writes a line to standard error.
  static func complaint(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Whether a person sees standard error.
  static var hasTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes all bytes, or stops where the other end is closed.
  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// One line of standard input without its end; nil at the end of the input.
  static func readLine() -> String? { Swift.readLine(strippingNewline: true) }

  /// Asks for a secret without showing it; nil where nobody can be asked.
  static func secret(_ question: String) -> String? {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    var usual = termios()
    guard tcgetattr(STDIN_FILENO, &usual) == 0 else { return nil }
    var hidden = usual
    hidden.c_lflag &= ~tcflag_t(ECHO)
    write(question, to: STDERR_FILENO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual)
      complaint("")
    }
    return readLine()
  }
}

/// How far a long piece of work has come, drawn on standard error when a person watches.
struct ProgressBar {
  private let title: String
  private let total: Int
  private let isShown: Bool
  private var lastShare = -1

  init(_ title: String, total: Int, isShown: Bool = Console.hasTerminal) {
    self.title = title
    self.total = total
    self.isShown = isShown
  }

  /// What the bar looks like when so much is done.
  static func text(_ title: String, done: Int, of total: Int, width: Int = 30) -> String {
    let filled = total > 0 ? min(width, done * width / total) : width
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "\(title) [\(bar)] \(done)/\(total)"
  }

  /// Draws anew when the share in percent has changed.
  mutating func show(_ done: Int) {
    guard isShown, total > 0 else { return }
    let share = done * 100 / total
    guard share != lastShare else { return }
    lastShare = share
    Console.write("\r" + Self.text(title, done: done, of: total), to: 2)
    if done >= total { Console.complaint("") }
  }
}
