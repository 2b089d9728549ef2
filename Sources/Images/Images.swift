// Images: pictures that people add to their texts. They are decoded and written anew by libvips in a child process, and lie in a
// folder under the digest of what came out. It may know nothing but the C library.
//
// It is a room of its own since it is the only one that starts a program on strangers' bytes, and the only one that keeps files
// beside the database.

/// Why a picture is not taken; `message` is for the person who added it.
package enum ImageError: Error, Sendable, Equatable {
  /// libvips is not on this machine.
  case unavailable
  /// Too many pictures are waiting.
  case busy
  /// More bytes than are taken.
  case tooLarge
  /// None of the formats that are read.
  case unknownFormat
  /// More pixels than are decoded.
  case tooManyPixels
  /// It could not be read, or asked for more time or memory than it gets.
  case unreadable
  /// It could not be stored.
  case unstored

  /// A sentence for the person who added it.
  package var message: String {
    switch self {
    case .unavailable: "Pictures cannot be added on this server."
    case .busy: "Too many pictures are being added just now; try again in a moment."
    case .tooLarge: "A picture may have at most 10 MiB."
    case .unknownFormat: "Only PNG, JPEG, WebP and GIF are taken."
    case .tooManyPixels: "A picture may have at most 40 megapixels."
    case .unreadable: "This picture could not be read."
    case .unstored: "The picture could not be stored; try again later."
    }
  }
}

/// What is taken, and what a child may use.
package enum ImageLimits {
  /// Bytes of a picture.
  package static let bytes = 10 << 20
  /// Pixels of a picture.
  package static let pixels = 40_000_000
  /// The widest and highest that a picture is kept; larger ones are made smaller.
  package static let (width, height) = (1_600, 4_000)
  /// Seconds of processor time of one child, and seconds that it may take at all.
  static let (processorSeconds, seconds) = (20, 60)
  /// Bytes of addresses of one child.
  static let memory = 1 << 30
  /// Bytes of a file that a child writes.
  static let file = 32 << 20
  /// Pictures that wait for the one that is being read.
  static let waiting = 8
}

/// A format that is read, told by its first bytes.
enum ImageFormat: String, CaseIterable, Sendable {
  case png, jpeg, webp, gif

  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
      self = .gif
    } else {
      return nil
    }
  }

  /// What libvips calls the part of it that reads this format.
  var loader: String { "\(rawValue)load" }

  /// What comes out: photographs stay JPEG, everything else becomes WebP, which keeps transparency.
  var output: (ending: String, type: String, options: String) {
    switch self {
    case .jpeg: ("jpg", "image/jpeg", "[Q=85,strip]")
    case .png, .webp, .gif: ("webp", "image/webp", "[Q=90,strip]")
    }
  }
}

/// A picture as it is kept.
package struct MadeImage: Sendable, Equatable {
  /// The file.
  package var bytes: [UInt8]
  /// Without the dot.
  package var ending: String
  /// The media type.
  package var type: String
  /// In pixels.
  package var width: Int
  /// In pixels.
  package var height: Int
}
