/// Judges whole pages in which strangers' words stand, by what an HTML reader makes of their bytes.
///
/// Written apart from the code under test: it knows what our pages are made of and takes everything else for an intrusion.
enum PageJudge {
  private static let elements = Set(
    """
    html head meta title link body header nav main footer section article aside div h1 h2 h3 h4 h5 h6 p span a ul ol li dl dt dd \
    time abbr wbr br hr em strong del s u code pre blockquote table thead tbody tr th td sub sup ruby rt rp small b i cite bdi \
    math semantics annotation mrow mi mo mn ms mtext mspace msqrt mroot mfrac msub msup msubsup munder mover munderover mtable mtr mtd \
    mstyle mpadded mphantom merror mmultiscripts mprescripts none details summary var
    """.split { " \n".contains($0) }.map(String.init))
  /// What only those who are signed in see.
  private static let controls: Set = [
    "form", "input", "button", "textarea", "label", "fieldset", "legend", "select", "option", "svg", "path",
  ]
  private static let attributes = Set(
    """
    lang dir class id href rel type charset name content property datetime title tabindex role align start display encoding \
    displaystyle scriptlevel form fence separator stretchy symmetric largeop movablelimits lspace rspace minsize maxsize mathvariant \
    linethickness width height depth voffset accent accentunder columnspan rowspan columnalign sizes media color open scope
    """.split { " \n".contains($0) }.map(String.init))
  private static let controlAttributes: Set = [
    "method", "action", "value", "for", "rows", "cols", "maxlength", "minlength", "required", "autocomplete", "placeholder",
    "checked",
    "selected", "disabled", "pattern", "spellcheck", "inputmode", "autocapitalize", "readonly", "enctype", "accept-charset",
    "autofocus",
    "min", "max", "multiple", "size", "viewbox", "viewBox", "d", "focusable",
  ]

  private static let finder = """
    <form class="finder" role="search" action="/search"><label class="unseen" for="site-search">Search papers, summaries and people\
    </label><input type="search" id="site-search" name="q" maxlength="200" dir="auto" autocapitalize="none"><button type="submit">\
    Search</button></form>
    """

  /// The first thing in the page that is not ours; nil when all is.
  static func complaint(about html: String, signedIn: Bool = false) -> String? {
    // The one form that visitors find too, by its exact words, once.
    var html = html
    if let finder = html.firstRange(of: finder) { html.removeSubrange(finder) }
    var bytes = Array(html.utf8)[...]
    guard bytes.starts(with: "<!doctype html>".utf8) || bytes.starts(with: "<!DOCTYPE html>".utf8) else { return "no doctype" }
    bytes = bytes.dropFirst(15)
    while let open = bytes.firstIndex(of: UInt8(ascii: "<")) {
      bytes = bytes[open...].dropFirst()
      var quote: UInt8?
      guard
        let close = bytes.firstIndex(where: { byte in
          if let open = quote {
            if byte == open { quote = nil }
            return false
          }
          if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
          return byte == UInt8(ascii: ">")
        })
      else { return "a tag without end" }
      let tag = bytes[..<close]
      bytes = bytes[close...].dropFirst()
      if tag.first == UInt8(ascii: "/") { continue }
      if let complaint = judge(Array(tag), signedIn) { return complaint }
    }
    return nil
  }

  private static func judge(_ tag: [UInt8], _ signedIn: Bool) -> String? {
    let text = String(decoding: tag, as: UTF8.self)
    // A block of data is no script: its type is no language.
    if text.utf8.elementsEqual("script type=\"application/ld+json\"".utf8) { return nil }
    let name = String(decoding: tag.prefix { $0 > 0x20 && $0 != 0x2F }, as: UTF8.self)
    guard elements.contains(name) || (signedIn && controls.contains(name)) else { return "element \(name)" }
    var rest = tag.dropFirst(name.utf8.count)
    while true {
      rest = rest.drop { $0 <= 0x20 || $0 == 0x2F }
      guard !rest.isEmpty else { return nil }
      let attribute = String(decoding: rest.prefix { $0 > 0x20 && $0 != 0x3D }, as: UTF8.self)
      rest = rest.dropFirst(attribute.utf8.count)
      guard
        attributes.contains(attribute) || attribute.hasPrefix("aria-") || (signedIn && controlAttributes.contains(attribute))
          || (attribute == "value" && name == "li")
      else { return "attribute \(attribute) of <\(text.prefix(120))>" }
      guard rest.first == UInt8(ascii: "=") else { continue }
      rest = rest.dropFirst()
      guard rest.first == UInt8(ascii: "\"") else { return "no quotes in <\(text.prefix(120))>" }
      let value = String(decoding: rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
      rest = rest.dropFirst(value.utf8.count + 2)
      if ["href", "action"].contains(attribute), !isTarget(value) { return "\(attribute)=\(value)" }
      // Nothing is loaded from elsewhere: other links of the head only name places.
      if name == "link", attribute == "href", !value.hasPrefix("/"), !text.contains("rel=\"canonical\""),
        !text.contains("rel=\"alternate\"")
      {
        return "link to \(value)"
      }
    }
  }

  private static func isTarget(_ value: String) -> Bool {
    if value.isEmpty || value.hasPrefix("#") || value.hasPrefix("?") { return true }
    if value.hasPrefix("/") { return !value.hasPrefix("//") && !value.hasPrefix("/\\") }
    return value.lowercased().hasPrefix("https://") || value.lowercased().hasPrefix("http://")
  }
}
