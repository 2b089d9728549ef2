internal import HTTPTypes
internal import Hummingbird

/// The fields of a form, as `application/x-www-form-urlencoded` brings them (WHATWG URL section 5).
struct FormBody: Sendable {
  /// Bytes of a whole form.
  static let maximumBytes = 256 * 1_024
  /// Fields of a form.
  static let maximumFields = 64

  private var fields: [(name: String, value: String)] = []

  /// Reads the body under the limit; a larger one is answered 413, anything but a form throws ``WebError/badForm``.
  init(of request: Request) async throws {
    let type = request.headers[.contentType]?.split(separator: ";", maxSplits: 1).first ?? ""
    guard type.utf8.map({ (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }).elementsEqual(Self.mediaType) else {
      throw WebError.badForm
    }
    if let length = request.headers[.contentLength], (Int(length) ?? .max) > Self.maximumBytes {
      throw HTTPError(.contentTooLarge)
    }
    let buffer = try await request.body.collect(upTo: Self.maximumBytes)
    try self.init(parsing: Array(buffer.readableBytesView))
  }

  /// Reads the bytes of a form; throws ``WebError/badForm``.
  init(parsing bytes: [UInt8]) throws(WebError) {
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard fields.count < Self.maximumFields, let name = PercentCoding.decoded(halves.first ?? [], plusIsSpace: true),
        let value = PercentCoding.decoded(halves.dropFirst().first ?? [], plusIsSpace: true)
      else { throw .badForm }
      fields.append((name, value))
    }
  }

  /// The first value of a field; empty when there is none.
  subscript(name: String) -> String { fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value ?? "" }

  /// A field as a form shows it again.
  func field(_ name: String, problem: String? = nil) -> FormField { FormField(name, value: self[name], problem: problem) }

  private static let mediaType = Array("application/x-www-form-urlencoded".utf8)
}
