package import Domain
package import Store

/// Where people's pictures lie, and how one that somebody brings becomes theirs; a room above this one knows how.
package protocol PictureKeeper: Sendable {
  /// The bytes of a picture; nil where there are none.
  func bytes(of name: MediaName) -> [UInt8]?

  /// Reads a picture anew and keeps what came out as one of somebody's, within what everybody may have.
  ///
  /// Throws ``PublishError`` with the reason.
  /// - Parameters:
  ///   - former: the name it had elsewhere
  ///   - alt: what it shows
  func keep(
    _ bytes: [UInt8], former: MediaName, alt: String, of person: ActorRow, in store: Store
  ) async throws -> KeptPicture
}

/// A picture that somebody brought.
package struct KeptPicture: Sendable, Equatable {
  /// The name it has here.
  package var name: MediaName
  /// Whether it was none of theirs before.
  package var isNew: Bool

  /// A picture under this name.
  package init(name: MediaName, isNew: Bool) {
    self.name = name
    self.isNew = isNew
  }
}
