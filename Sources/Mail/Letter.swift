internal import Markup

/// What a mail says, before it is written as text and as HTML.
struct Letter: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case words(String)
    /// What somebody wrote.
    case quote(String)
    /// The one thing to do.
    case deed(String, address: String)
    case heading(String)
    /// Something to read.
    case entry(String, by: String, address: String, words: String)
  }

  var subject: String
  var parts: [Part]
  /// Why one gets it, as the last words.
  var reason: String
  /// Where it can be switched off, signed in; nil for mails that cannot.
  var settingsAddress: String?
  /// Where this kind of mail ends at once.
  var unsubscribeAddress: String?

  /// For those who read text.
  func text(siteName: String, origin: String) -> String {
    var lines: [String] = []
    for part in parts {
      switch part {
      case .words(let words): lines += [words, ""]
      case .quote(let words): lines += words.split(separator: "\n").map { "> \($0)" } + [""]
      case .deed(let label, let address): lines += ["\(label):", address, ""]
      case .heading(let words): lines += [words, String(repeating: "-", count: min(words.count, 72)), ""]
      case .entry(let title, let author, let address, let words):
        lines += [title, author] + (words.isEmpty ? [] : [words]) + [address, ""]
      }
    }
    lines += ["-- ", "\(siteName), \(origin)", reason]
    if let settingsAddress { lines.append("Choose what you are told of: \(settingsAddress)") }
    if let unsubscribeAddress { lines.append("No more mails like this: \(unsubscribeAddress)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// For those who read HTML: no image, nothing to fetch.
  func html(siteName: String, origin: String) -> String {
    func esc(_ text: String) -> String { PlainText.escaped(text) }
    func link(_ address: String, _ label: String) -> String { "<a href=\"\(esc(address))\">\(esc(label))</a>" }
    let body = parts.map { (part: Part) -> String in
      switch part {
      case .words(let words): "<p>\(esc(words))</p>"
      case .quote(let words):
        "<blockquote dir=\"auto\">" + words.split(separator: "\n").map { "<p>\(esc(String($0)))</p>" }.joined() + "</blockquote>"
      case .deed(let label, let address): "<p><strong>\(link(address, label))</strong><br><small>\(esc(address))</small></p>"
      case .heading(let words): "<h2>\(esc(words))</h2>"
      case .entry(let title, let author, let address, let words):
        "<p dir=\"auto\"><strong>\(link(address, title))</strong><br>\(esc(author))</p>"
          + (words.isEmpty ? "" : "<p dir=\"auto\">\(esc(words))</p>")
      }
    }
    var foot = ["\(link(origin, siteName))", esc(reason)]
    if let settingsAddress { foot.append(link(settingsAddress, "Choose what you are told of")) }
    if let unsubscribeAddress { foot.append(link(unsubscribeAddress, "No more mails like this")) }
    return """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\(esc(subject))</title></head>
      <body>
      \(body.joined(separator: "\n"))
      <hr>
      <p><small>\(foot.joined(separator: "<br>"))</small></p>
      </body></html>

      """
  }
}
