internal import Domain
internal import Glibc
internal import JSON

/// What a folder of seed data holds (`Seed/README.md`).
struct Seed {
  struct SeededPerson: Equatable {
    let handle: String
    let name: String
    let bio: String
  }

  struct SeededSummary: Equatable {
    let paper: PaperIdentifier
    let author: String
    let text: SummaryText
  }

  struct SeededReply: Equatable {
    let paper: PaperIdentifier
    let summaryBy: String
    let author: String
    let text: String
    /// The reply it answers, counted from 0; nil for the summary itself.
    let replyTo: Int?
  }

  struct SeededVote: Equatable {
    let paper: PaperIdentifier
    let summaryBy: String
    let author: String
    let value: Int
  }

  let papers: [PaperRecord.Line]
  let people: [SeededPerson]
  let summaries: [SeededSummary]
  let replies: [SeededReply]
  let votes: [SeededVote]

  /// Reads a folder.
  ///
  /// Throws ``Refusal`` naming file and line.
  init(folder: String) throws {
    func lines<T>(_ file: String, _ read: (JSONValue) throws -> T) throws -> [T] {
      let path = "\(folder)/\(file)"
      return try JSONLines.values(in: try TextFile.read(path, limit: 64 << 20), named: path).map { line in
        do {
          return try read(try line.value.get())
        } catch {
          throw Refusal("\(line.place): \(ErrorSentence.of(error) ?? "\(error)")")
        }
      }
    }
    let path = "\(folder)/papers.jsonl"
    papers = PaperRecord.records(in: try TextFile.read(path, limit: PaperRecord.fileLimit), named: path)
    people = try lines("people.jsonl") { value in
      SeededPerson(
        handle: try value.needed("handle"), name: try value.needed("name"), bio: value["bio"]?.string ?? "")
    }
    replies = try lines("comments.jsonl") { value in
      SeededReply(
        paper: try PaperIdentifier(parsing: try value.needed("paper")), summaryBy: try value.needed("summaryBy"),
        author: try value.needed("author"), text: try value.needed("text"),
        replyTo: value["replyTo"]?.integer.flatMap { Int(exactly: $0) })
    }
    votes = try lines("votes.jsonl") { value in
      guard let number = value["value"]?.integer, number == 1 || number == -1 else { throw Refusal("a vote is 1 or -1") }
      return SeededVote(
        paper: try PaperIdentifier(parsing: try value.needed("paper")), summaryBy: try value.needed("summaryBy"),
        author: try value.needed("author"), value: Int(number))
    }
    summaries = try Self.names(in: "\(folder)/summaries", ending: ".md").map { file in
      let text = try SummaryText(parsing: try TextFile.read(file, limit: 1 << 20))
      guard let paper = text.fields["paper"], let author = text.fields["author"] else {
        throw Refusal("\(file) must name its paper and its author")
      }
      return SeededSummary(paper: try PaperIdentifier(parsing: paper), author: author, text: text)
    }
  }

  /// Paths of the files in a folder, sorted.
  private static func names(in folder: String, ending: String) throws -> [String] {
    guard let stream = opendir(folder) else { throw Refusal("\(folder): \(String(cString: strerror(errno)))") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(ending) { names.append("\(folder)/\(name)") }
    }
    return names.sorted()
  }
}

extension JSONValue {
  /// The string of that name.
  ///
  /// Throws ``Refusal`` when there is none.
  fileprivate func needed(_ name: String) throws -> String {
    guard let text = self[name]?.string else { throw Refusal("\(name) is missing") }
    return text
  }
}
