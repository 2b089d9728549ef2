internal import Forms
internal import HTTPTypes
internal import Hummingbird

/// The fields of a form, as `application/x-www-form-urlencoded` brings them (WHATWG URL section 5), or with files as
/// `multipart/form-data`.
struct FormBody: Sendable {
  /// Bytes of a whole form.
  static let maximumBytes = 256 * 1_024

  private var fields: [(name: String, value: String)] = []
  private var files: [(name: String, file: FormFile)] = []

  /// Reads the body under the limit; a larger one is answered 413, anything but a form throws ``WebError/badForm``.
  ///
  /// - Parameter maximumUpload: bytes of a form with files; nil where none is taken
  init(of request: Request, maximumUpload: Int? = nil) async throws {
    let type = request.headers[.contentType] ?? ""
    if let maximumUpload, let boundary = MultipartForm.boundary(in: type) {
      self.init()
      let bytes = try await Self.bytes(of: request, atMost: maximumUpload)
      for part in try Self.asForm({ () throws(FormError) in try MultipartForm(parsing: bytes, boundary: boundary) }).parts {
        if let fileName = part.fileName {
          files.append((part.name, FormFile(name: fileName, bytes: Array(part.bytes))))
        } else if let value = String(validating: part.bytes, as: UTF8.self), !value.utf8.contains(0) {
          fields.append((part.name, value))
        } else {
          throw WebError.badForm
        }
      }
      guard fields.reduce(0, { $0 + $1.value.utf8.count }) <= Self.maximumBytes else { throw HTTPError(.contentTooLarge) }
      return
    }
    let media = type.split(separator: ";", maxSplits: 1).first ?? ""
    guard media.utf8.map({ (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }).elementsEqual(Self.mediaType) else {
      throw WebError.badForm
    }
    try self.init(parsing: try await Self.bytes(of: request, atMost: Self.maximumBytes))
  }

  /// A form without fields.
  init() {}

  private static func bytes(of request: Request, atMost most: Int) async throws -> [UInt8] {
    if let length = request.headers[.contentLength], (Int(length) ?? .max) > most { throw HTTPError(.contentTooLarge) }
    return Array(try await request.body.collect(upTo: most).readableBytesView)
  }

  /// Reads the bytes of a form; throws ``WebError/badForm``.
  init(parsing bytes: [UInt8]) throws(WebError) {
    fields = try Self.asForm { () throws(FormError) in try URLEncodedForm.fields(of: bytes) }
  }

  private static func asForm<T>(_ read: () throws(FormError) -> T) throws(WebError) -> T {
    do throws(FormError) { return try read() } catch { throw .badForm }
  }

  /// The first value of a field; empty when there is none.
  subscript(name: String) -> String { fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value ?? "" }

  /// Every value of a field, in order.
  func all(_ name: String) -> [String] { fields.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value) }

  /// The first file of a field; nil where none was chosen.
  func file(_ name: String) -> FormFile? {
    files.first { $0.name.utf8.elementsEqual(name.utf8) && !$0.file.bytes.isEmpty }?.file
  }

  /// A field as a form shows it again.
  func field(_ name: String, problem: String? = nil) -> FormField { FormField(name, value: self[name], problem: problem) }

  /// The fields but for these, as such a form is sent; empty where they have more bytes than a form's choices do.
  func encoded(without names: Set<String>) -> String {
    let kept = fields.filter { !names.contains($0.name) && !$0.value.isEmpty }
    let text = URLEncodedForm.text(of: kept)
    return text.utf8.count <= 4_096 ? text : ""
  }

  private static let mediaType = Array("application/x-www-form-urlencoded".utf8)
}

/// A file that came with a form.
struct FormFile: Sendable {
  /// What the sender's machine calls it; for people alone.
  let name: String
  let bytes: [UInt8]
}
