internal import Foundation

/// The local people and summaries that peers write about.
struct Townsfolk: Sendable {
  /// Ids of persons.
  let persons: [String]
  /// A summary's id and its author's.
  let summaries: [(id: String, author: String)]

  /// Makes accounts, papers and summaries with the program's own commands; the server may run or not.
  ///
  /// Throws ``MeasuringError``.
  static func settle(_ site: ServerSite, names: [String], papers: Int) throws -> Townsfolk {
    let text = site.folder.appending(path: "summary.md")
    try "The method is plain, and it works.\n\n- It needs *no* labels.\n- It needs time.\n".write(
      to: text, atomically: true, encoding: .utf8)
    for paper in 0..<papers {
      try site.command(
        "paper", "add", identifier(paper), "--title", "A paper of many notes, part \(paper)", "--author", "Ada Beispiel",
        "--year",
        "2024")
    }
    var summaries: [(id: String, author: String)] = []
    for name in names {
      try site.command(
        "account", "create", name, "--email", "\(name)@example.org", "--password", password(of: name))
      for paper in 0..<papers {
        let url = try site.command("summary", "publish", name, identifier(paper), text.path)
        summaries.append((try summaryID(of: url, at: site), person(name, at: site)))
      }
    }
    return Townsfolk(persons: names.map { person($0, at: site) }, summaries: summaries)
  }

  /// What somebody signs in with.
  static func password(of name: String) -> String { "a long enough password for \(name)" }

  /// The id of a summary, of which the program printed the page's address.
  static func summaryID(of url: some StringProtocol, at site: ServerSite) throws(MeasuringError) -> String {
    guard let number = url.split(separator: "/").last else { throw MeasuringError("no summary at \(url)") }
    return "\(site.origin)/s/\(number)"
  }

  private static func identifier(_ paper: Int) -> String { "arxiv:2401.0\(1_000 + paper)" }

  private static func person(_ name: String, at site: ServerSite) -> String { "\(site.origin)/users/\(name)" }
}
