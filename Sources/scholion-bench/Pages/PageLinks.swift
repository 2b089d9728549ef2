internal import Foundation

/// The links of a page and what kind of page each leads to.
enum PageLinks {
  /// Words of a path that tell kinds apart; any other word below the first is one of many.
  private static let kept: Set<String> = ["history", "comments", "followers", "following", "edit", "delete", "reply", "record"]
  /// What is no page, or changes something.
  private static let endings = [".atom", ".json", ".bib", ".ris", ".svg", ".xml", ".opml", ".css"]
  private static let passedOver: Set<String> = ["assets", "random", "sign-out"]

  /// Paths on this server that a page links to, each once.
  static func paths(in page: [UInt8], origin: String) -> [String] {
    var seen: Set<String> = []
    let text = String(decoding: page, as: UTF8.self)
    return text.split(separator: "<a ").dropFirst().compactMap { part in
      guard let mark = part.range(of: "href=\"") else { return nil }
      var address = String(part[mark.upperBound...].prefix { $0 != "\"" && $0 != "#" }).replacing("&amp;", with: "&")
      if address.hasPrefix(origin + "/") { address.removeFirst(origin.count) }
      return isPage(address) && seen.insert(address).inserted ? address : nil
    }
  }

  /// Such as `/paper/…/…` for every paper's page, and `/papers ?before` for what follows in the list of papers.
  static func kind(of path: String) -> String {
    let halves = path.split(separator: "?", maxSplits: 1)
    let words = (halves.first ?? "").split(separator: "/").enumerated().map { place, word in
      if place == 0 { return word.hasPrefix("@") ? "@…" : String(word) }
      return kept.contains(String(word)) ? String(word) : "…"
    }
    let names = halves.dropFirst().first.map { query in
      query.split(separator: "&").map { String($0.prefix { $0 != "=" }) }.sorted().joined(separator: "&")
    }
    return "/" + words.joined(separator: "/") + (names.map { " ?\($0)" } ?? "")
  }

  private static func isPage(_ address: String) -> Bool {
    guard address.hasPrefix("/"), !address.hasPrefix("//") else { return false }
    let path = address.prefix { $0 != "?" }
    return !endings.contains { path.hasSuffix($0) } && !passedOver.contains(String(path.split(separator: "/").first ?? ""))
  }
}
