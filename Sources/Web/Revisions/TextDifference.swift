/// Two texts beside each other: lines that stayed, went and came, and within a changed line the words.
struct TextDifference: Sendable, Equatable {
  /// A run of text that was treated alike.
  enum Piece: Sendable, Equatable {
    case same(String), gone(String), new(String)
  }

  /// One line of the comparison.
  struct Line: Sendable, Equatable {
    var pieces: [Piece]

    var isSame: Bool {
      pieces.allSatisfy { piece in
        if case .same = piece { true } else { false }
      }
    }
  }

  /// Lines, or words of a line, beyond which the parts are not compared but shown one after the other.
  static let most = 2_000

  let lines: [Line]

  init(from former: String, to latter: String) {
    let steps = Self.steps(Self.split(former, "\n"), Self.split(latter, "\n"))
    var lines: [Line] = []
    var gone: [String] = []
    var new: [String] = []
    func flush() {
      // A line that went and the one that came in its place are compared by words.
      for place in 0..<max(gone.count, new.count) {
        switch (gone.dropFirst(place).first, new.dropFirst(place).first) {
        case (let old?, let young?): lines.append(Line(pieces: Self.words(old, young)))
        case (let old?, nil): lines.append(Line(pieces: [.gone(old)]))
        case (nil, let young?): lines.append(Line(pieces: [.new(young)]))
        case (nil, nil): break
        }
      }
      gone = []
      new = []
    }
    for step in steps {
      switch step {
      case .gone(let line): gone.append(line)
      case .new(let line): new.append(line)
      case .same(let line):
        flush()
        lines.append(Line(pieces: [.same(line)]))
      }
    }
    flush()
    self.lines = lines
  }

  /// The comparison with long stretches that stayed left out, `around` lines beside each change kept; nil stands for what was left out.
  func shortened(around: Int = 2) -> [Line?] {
    let changed = lines.indices.filter { !lines[$0].isSame }
    var kept = Set<Int>()
    for place in changed { kept.formUnion(max(0, place - around)...min(lines.count - 1, place + around)) }
    var shown: [Line?] = []
    for (place, line) in lines.enumerated() {
      if kept.contains(place) {
        shown.append(line)
      } else if shown.last.map({ $0 != nil }) ?? true {
        shown.append(nil)
      }
    }
    return shown
  }

  private static func words(_ former: String, _ latter: String) -> [Piece] {
    var pieces: [Piece] = []
    for step in steps(tokens(former), tokens(latter)) {
      switch (pieces.last, step) {
      case (.same(let text)?, .same(let more)): pieces[pieces.count - 1] = .same(text + more)
      case (.gone(let text)?, .gone(let more)): pieces[pieces.count - 1] = .gone(text + more)
      case (.new(let text)?, .new(let more)): pieces[pieces.count - 1] = .new(text + more)
      default: pieces.append(step)
      }
    }
    return pieces
  }

  /// Words with the space behind them.
  private static func tokens(_ line: String) -> [String] {
    var tokens: [String] = []
    var current = ""
    for character in line {
      if character != " ", current.last == " " {
        tokens.append(current)
        current = ""
      }
      current.append(character)
    }
    return current.isEmpty ? tokens : tokens + [current]
  }

  private static func split(_ text: String, _ mark: Character) -> [String] {
    text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
  }

  /// Myers' algorithm, as the standard library has it; its time grows with the number of differences, so that is limited.
  private static func steps(_ former: [String], _ latter: [String]) -> [Piece] {
    guard former.count <= most, latter.count <= most else { return former.map(Piece.gone) + latter.map(Piece.new) }
    var removed: [Int: String] = [:]
    var inserted: [Int: String] = [:]
    for change in latter.difference(from: former, by: { $0.utf8.elementsEqual($1.utf8) }) {
      switch change {
      case .remove(let offset, let element, _): removed[offset] = element
      case .insert(let offset, let element, _): inserted[offset] = element
      }
    }
    var steps: [Piece] = []
    var (old, young) = (0, 0)
    while old < former.count || young < latter.count {
      if old < former.count, let text = removed[old] {
        steps.append(.gone(text))
        old += 1
      } else if young < latter.count, let text = inserted[young] {
        steps.append(.new(text))
        young += 1
      } else {
        guard young < latter.count else { break }
        steps.append(.same(latter[young]))
        old += 1
        young += 1
      }
    }
    return steps
  }
}
