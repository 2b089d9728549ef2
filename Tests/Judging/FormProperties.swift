internal import Forms

extension Property {
  /// A form is read the same when it is written again, and parts hold only bytes of the form, in their order.
  ///
  /// The first line is the media type, which names the boundary.
  static let forms = Property("forms") { bytes in
    let line = bytes.prefix { $0 != 0x0A }
    let body = Array(bytes.dropFirst(line.count + 1))
    if let complaint = fields(body) { return complaint }
    guard let boundary = MultipartForm.boundary(in: String(decoding: line, as: UTF8.self)) else { return nil }
    guard (1...70).contains(boundary.count) else { return "a boundary of \(boundary.count) bytes" }
    guard let form = try? MultipartForm(parsing: body, boundary: boundary) else { return nil }
    guard form.parts.count <= FormLimits.fields else { return "\(form.parts.count) parts" }
    var end = 0
    for part in form.parts {
      guard part.bytes.startIndex >= end, part.bytes.endIndex <= body.count else { return "a part outside of its form" }
      guard part.bytes.firstRange(of: Array("\r\n--".utf8) + boundary) == nil else { return "two parts in one" }
      end = part.bytes.endIndex
    }
    return nil
  }

  private static func fields(_ body: [UInt8]) -> String? {
    guard let fields = try? URLEncodedForm.fields(of: body) else { return nil }
    guard fields.count <= FormLimits.fields else { return "\(fields.count) fields" }
    let again = (try? URLEncodedForm.fields(of: Array(URLEncodedForm.text(of: fields).utf8))) ?? []
    let isSame = zip(fields, again).allSatisfy {
      $0.name.utf8.elementsEqual($1.name.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
    }
    return isSame && fields.count == again.count ? nil : "written again, it is another form"
  }
}
