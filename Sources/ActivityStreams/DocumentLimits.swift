/// Every limit of this room, by name; the byte-level limits of JSON itself are the JSON room's.
///
/// Prose over its limit is cut at a character boundary, identifiers over theirs are dropped or refused, lists are cut, and only
/// the addressing (`to`, `cc`) is refused, since a cut there would change who is meant.
package enum DocumentLimits {
  /// Bytes of an identifier or URL.
  package static let iriBytes = 2_048
  /// Bytes of a display name or title.
  package static let nameBytes = 2_048
  /// Bytes of an actor's biography or an object's summary.
  package static let summaryBytes = 20_480
  /// Bytes of a content or source: the largest body that is accepted.
  package static let contentBytes = 1_048_576
  /// Bytes of a user name, media type, language tag, identifier of a paper or date.
  package static let tokenBytes = 512
  /// Bytes of a type name.
  package static let typeBytes = 128
  /// Bytes of a PEM or multibase key.
  package static let keyBytes = 8_192
  /// Bytes of an alternative text.
  package static let altTextBytes = 10_000
  /// Bytes of the comment that comes with a report.
  package static let reportBytes = 5_000
  /// Recipients in each of `to` and `cc`.
  package static let recipients = 200
  /// Tags of an object that are not mentions.
  package static let tags = 100
  /// Mentions of an object.
  package static let mentions = 200
  /// Attachments of an object.
  package static let attachments = 32
  /// Profile fields of an actor.
  package static let profileFields = 50
  /// Other names of an actor (`alsoKnownAs`).
  package static let aliases = 256
  /// Keys of an actor, of each sort.
  package static let keys = 32
  /// Languages in `contentMap`.
  package static let languages = 32
  /// Authors of a paper.
  package static let paperAuthors = 500
  /// Other addresses of a paper (`sameAs`), ISBNs.
  package static let paperLinks = 32
  /// Links in `url`.
  package static let urls = 32
  /// Names in `attributedTo`.
  package static let attributions = 32
  /// Objects of one report or of any list in `object`.
  package static let activityObjects = 200
  /// Items of one collection or page.
  package static let collectionItems = 1_000
  /// Types of one document when `type` is a list.
  package static let types = 16
  /// Rules of one interaction policy.
  package static let policyEntries = 32
  /// Documents inside documents: Announce, Undo, Like, object is four.
  package static let nesting = 6
  /// Containers inside containers that are looked through for refused keywords.
  package static let depth = 64
  /// Links and aliases of a WebFinger, host-meta or NodeInfo index answer.
  package static let links = 64
  /// Entries of NodeInfo's lists and its metadata.
  package static let nodeInfoEntries = 64
  /// Bytes of a host-meta answer that are looked at.
  package static let hostMetaBytes = 65_536
}
