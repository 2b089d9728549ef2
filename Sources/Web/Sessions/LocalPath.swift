/// A path of this site to send a browser to, with its query: what anything else would be is an open redirect.
struct LocalPath: Sendable {
  let text: String

  /// Takes one leading `/` that no `/` or `\` follows, and visible ASCII without backslash; nil for all else.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (1...2_048).contains(bytes.count), bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"),
      bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
    else { return nil }
    self.text = text
  }

  /// With a fragment, and the word of a ``Notice``, in place of those it had.
  func with(notice: Notice? = nil, fragment: String? = nil) -> String {
    let bare = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    let parts = bare.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var query = (parts.dropFirst().first ?? "").split(separator: "&").filter { !$0.hasPrefix("done=") }.map(String.init)
    if let notice { query.append("done=\(notice.rawValue)") }
    var out = String(parts.first ?? "/")
    if !query.isEmpty { out += "?" + query.joined(separator: "&") }
    if let fragment { out += "#" + fragment }
    return out
  }
}
