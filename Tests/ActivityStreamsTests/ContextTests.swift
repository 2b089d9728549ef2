import JSON
import Testing

@testable import ActivityStreams

@Suite("Contexts and terms")
struct ContextTests {
  /// The terms of ActivityStreams 2.0 that we use.
  static let activityStreamsTerms: Set<String> = [
    "id", "type", "Accept", "Announce", "Application", "Article", "Collection", "CollectionPage", "Create", "Delete", "Dislike",
    "Follow", "Group", "Image", "Like", "Link", "Mention", "Note", "OrderedCollection", "OrderedCollectionPage", "Person",
    "Reject", "Tombstone", "Undo", "Update", "actor", "attachment", "attributedTo", "audience", "cc", "content", "contentMap",
    "context", "deleted", "endpoints", "first", "followers", "following", "formerType", "generator", "href", "icon", "inReplyTo",
    "inbox", "items", "last", "likes", "mediaType", "name", "next", "object", "orderedItems", "outbox", "partOf",
    "preferredUsername", "prev", "preview", "published", "rel", "replies", "sharedInbox", "shares", "source", "summary", "tag",
    "to", "totalItems", "updated", "url",
  ]
  /// The terms of the security context that we use.
  static let securityTerms: Set<String> = ["publicKey", "owner", "publicKeyPem"]

  /// The terms of the data integrity context that we use.
  static let proofTerms: Set<String> = [
    "proof", "DataIntegrityProof", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue",
  ]

  @Test("Every key and every type we send is defined in the context sent with it")
  func everyTermIsDefined() throws {
    for (name, document) in try FixtureDocuments.everybody() where document["@context"] != nil {
      var defined = Self.activityStreamsTerms
      for part in document["@context"]?.array ?? [] {
        if part.string == ContextDocument.security { defined.formUnion(Self.securityTerms) }
        if part.string == ContextDocument.dataIntegrity { defined.formUnion(Self.proofTerms) }
        defined.formUnion(part.object?.keys ?? [])
      }
      let missing = terms(in: document).subtracting(defined)
      #expect(missing.isEmpty, "\(name): \(missing.sorted())")
    }
  }

  /// Keys and type names, without what stands in `@context` or under a language.
  private func terms(in value: JSONValue) -> Set<String> {
    switch value {
    case .array(let items): return items.reduce(into: []) { $0.formUnion(terms(in: $1)) }
    case .object(let object):
      var found = Set<String>()
      for (key, member) in object.members where key != "@context" {
        found.insert(key)
        if key == "type", let type = member.string { found.insert(type) }
        if key != "contentMap" { found.formUnion(terms(in: member)) }
      }
      return found
    default: return []
    }
  }

  @Test("The address of ActivityStreams stands first, as a string of its own")
  func literalAddress() throws {
    for (name, document) in try FixtureDocuments.everybody() {
      guard let context = document["@context"] else { continue }
      #expect((context.array?.first ?? context).string == ContextDocument.activityStreams, "\(name)")
    }
  }

  @Test("The namespace is one constant, whatever origin a document comes from")
  func namespaceIsConstant() throws {
    let context = ContextDocument.object
    #expect(context.array?.last?["scholion"]?.string == "https://w3id.org/scholion/ns#")
    #expect(!context.serializedText().contains("papers.example"))
    #expect(context.array?.last?["paper"]?["@id"]?.string == "scholion:summaryOf")
  }

  @Test("Our terms are exactly the ones the namespace page explains")
  func termsAreExplained() throws {
    let members = ContextDocument.actor(withPaper: true).array?.last?.object?.members ?? []
    let used = members.compactMap { ($0.value.string ?? $0.value["@id"]?.string) }.filter { $0.hasPrefix("scholion:") }
    #expect(Set(used) == Set(Vocabulary.terms.map { "scholion:\($0.name)" }))
  }

  @Test(
    "The readable copies are what is sent",
    arguments: [
      ("actor", ContextDocument.actor(withPaper: false)), ("paper_actor", ContextDocument.actor(withPaper: true)),
      ("object", ContextDocument.object), ("tombstone", ContextDocument.tombstone), ("key", ContextDocument.key),
      ("public_activity", ContextDocument.activity(mayTravel: true, object: nil)),
      ("public_activity_with_object", ContextDocument.activity(mayTravel: true, object: .verbatim(.null))),
    ])
  func copies(name: String, context: JSONValue) throws {
    let file = try SampleFiles.json("contexts/\(name).jsonld")
    let found = difference(["@context": context], file)
    #expect(found == nil, "\(found ?? "")")
  }

  @Test("The namespace page and its JSON-LD are what the files show, and each term has its anchor")
  func namespacePage() throws {
    #expect(NamespacePage.html == (try SampleFiles.text("ns/ns.html")))
    let found = difference(NamespacePage.linkedData, try SampleFiles.json("ns/ns.jsonld"))
    #expect(found == nil, "\(found ?? "")")
    for term in Vocabulary.terms {
      #expect(NamespacePage.html.contains("id=\"\(term.name)\""))
      #expect(!(term.label + term.comment).contains { "<>&\"".contains($0) })
    }
  }

  @Test("An activity is given the terms of a proof if others may pass it on, and only then")
  func proofTerms() throws {
    let samples = try Dictionary(uniqueKeysWithValues: FixtureDocuments.activities())
    for name in ["create", "like", "announce_1b12", "undo_announce", "delete"] {
      #expect(samples[name]?["@context"]?.array?.contains(.string(ContextDocument.dataIntegrity)) == true, "\(name)")
    }
    for name in ["follow", "accept", "reject", "undo_follow"] {
      #expect(samples[name]?["@context"]?.string == ContextDocument.activityStreams, "\(name)")
    }
  }
}
