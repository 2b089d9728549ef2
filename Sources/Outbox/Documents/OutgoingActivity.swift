// Outbox: publish. Builds, addresses and stores an activity; the Courier delivers it.
// It may know Actors and what that may know, and Markup, which makes the HTML that is published.

package import ActivityStreams
package import Actors
package import Domain
internal import JSON
internal import Signatures
package import Store

/// An activity of ours with the exact bytes that are stored, served and delivered.
package struct OutgoingActivity: Sendable {
  package let id: RowID
  package let uri: IRI
  package let actorID: RowID
  package let type: ActivityType
  /// The id of what it is about; everything about an object is erased with it.
  package let objectURI: String
  /// Whether it stands in the actor's outbox.
  package let isListed: Bool
  package let body: [UInt8]
}

/// Makes activities: mints their ids and signs those that may travel (FEP-8b32).
package struct ActivityComposer: Sendable {
  package let instance: Instance

  package init(instance: Instance) { self.instance = instance }

  /// An activity of an actor about an object.
  ///
  /// - Parameters:
  ///   - keys: those of the actor; an activity that others may pass on then carries a proof
  ///   - isListed: whether it stands in the actor's outbox
  /// Throws when an address cannot be an id, or signing fails.
  package func compose(
    _ type: ActivityType, by actor: ActorRow, keys: OpenKeys?, about objectURI: String, object: ActivityObject,
    to: [IRI], cc: [IRI] = [], audience: IRI? = nil, isListed: Bool = false
  ) throws -> OutgoingActivity {
    let id = instance.store.ids.next()
    let uri = try IRI(parsing: instance.addresses.activity(id))
    var document = ActivityDocument(id: uri, type: type, actor: try IRI(actor.uri), object: object)
    document.to = to
    document.cc = cc
    document.audience = audience
    document.published = instance.store.now().iso8601
    var value = document.encoded(withContext: true)
    if let keys, document.mayTravel { value = try proven(value, by: actor, with: keys) }
    return OutgoingActivity(
      id: id, uri: uri, actorID: actor.id, type: type, objectURI: objectURI, isListed: isListed, body: value.serialized())
  }

  /// An activity of ours as it was sent, to be taken back by an `Undo` that holds it whole, which Lemmy wants.
  ///
  /// - Parameter otherwise: what it says, should its bytes be erased
  func sent(_ uri: String, in transaction: ReadTransaction, otherwise: ActivityDocument) throws -> ActivityDocument {
    guard let row = try transaction.activity(uri: uri), let value = try? JSONValue(parsing: row.body, limits: .own),
      var document = try? ActivityDocument(decoding: value)
    else { return otherwise }
    document.proof = nil
    return document
  }

  /// The document with an `eddsa-jcs-2022` proof, which lets others forward it (FEP-8b32).
  private func proven(_ value: JSONValue, by actor: ActorRow, with keys: OpenKeys) throws -> JSONValue {
    guard var document = value.object else { return value }
    var options: JSONObject = [
      "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": .string(instance.store.now().iso8601),
      "verificationMethod": .string(keys.proofKeyID(of: actor)), "proofPurpose": "assertionMethod",
    ]
    options["@context"] = document["@context"]
    let hash = ObjectProof.hashData(
      canonicalProofOptions: try JSONValue.object(options).canonicalBytes(),
      canonicalDocument: try JSONValue.object(document).canonicalBytes())
    options["proofValue"] = .string(try ObjectProof.sign(hash, key: keys.ed25519))
    document["proof"] = .object(options)
    return .object(document)
  }
}

extension WriteTransaction {
  /// Stores an activity and one delivery for each distinct inbox, in the transaction of what it tells of.
  ///
  /// - Parameter signer: whose key signs the deliveries
  package func send(_ activity: OutgoingActivity, signer: ActorRow, to targets: [DeliveryTarget]) throws {
    try insertActivity(
      id: activity.id, uri: activity.uri.text, actorID: activity.actorID, type: activity.type.name,
      objectURI: activity.objectURI, isListed: activity.isListed, body: activity.body)
    try enqueue(activityID: activity.id, signerID: signer.id, objectURI: activity.objectURI, to: targets)
  }
}
