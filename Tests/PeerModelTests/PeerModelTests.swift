import ActivityStreams
import JSON
import TestSupport
import Testing

extension PeerRule {
  /// The whole model.
  static let all =
    actorRules + postRules + tagRules + activityRules + relationRules + announceRules + collectionRules + discoveryRules
    + otherPeerRules
}

@Suite("The strict peer model")
struct PeerModelTests {
  @Test("There are no two rules of one name, each has a source, and there are at least 80")
  func table() {
    #expect(PeerRule.all.count >= 80)
    #expect(Set(PeerRule.all.map(\.name)).count == PeerRule.all.count)
    #expect(PeerRule.all.allSatisfy { !$0.source.isEmpty && !$0.fields.isEmpty && !$0.roles.isEmpty })
  }

  @Test("Every document we send keeps every rule about it")
  func everyDocumentKeepsEveryRule() async throws {
    var broken: [String] = []
    for document in try await OurDocuments.shared.all() {
      for (role, path) in document.subjects {
        guard let subject = FieldPath(path).value(in: document.value) else {
          broken.append("\(document.name): nothing at \(path)")
          continue
        }
        for rule in PeerRule.all where rule.roles.contains(role) && !rule.holds(subject) {
          broken.append("\(document.name) as \(role.rawValue): \(rule.name)")
        }
      }
    }
    #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))")
  }

  @Test("Every sort of document is there, and every rule is about at least one of them")
  func everythingIsCovered() async throws {
    let documents = try await OurDocuments.shared.all()
    let roles = Set(documents.flatMap { $0.subjects.map(\.role) })
    #expect(Role.allCases.filter { !roles.contains($0) }.isEmpty)
    #expect(PeerRule.all.filter { $0.roles.isDisjoint(with: roles) }.map(\.name).isEmpty)
    #expect(documents.count >= 50)
  }

  @Test("Removing or mistyping any field that a rule names breaks that rule, in every document it is about")
  func everyMutationIsCaught() async throws {
    var survivors: [String] = []
    var caught: [String: Int] = [:]
    for document in try await OurDocuments.shared.all() {
      for (role, path) in document.subjects {
        guard let subject = FieldPath(path).value(in: document.value) else { continue }
        for rule in PeerRule.all where rule.roles.contains(role) {
          for mutation in rule.mutations(of: subject) {
            if rule.holds(mutation.subject) {
              survivors.append("\(document.name) as \(role.rawValue): \(rule.name) is blind to \(mutation.name)")
            } else {
              caught[rule.name, default: 0] += 1
            }
          }
        }
      }
    }
    #expect(survivors.isEmpty, "\(Set(survivors).sorted().prefix(40).joined(separator: "\n"))")
    #expect(PeerRule.all.filter { caught[$0.name] == nil }.map(\.name).isEmpty, "no rule without a mutation that it catches")
    let total = caught.values.reduce(0, +)
    #expect(total > 10_000)
    print("peer model: \(PeerRule.all.count) rules, \(total) mutations caught")
  }

  @Test("host-meta as XML leads where the JSON leads")
  func hostMetaXML() async throws {
    try await TestHouse.use { house in
      let document = HostMetaDocument(origin: house.instance.origin.text)
      let read = try HostMetaDocument(decodingXML: Array(document.xml.utf8))
      #expect(read.template == "https://papers.example/.well-known/webfinger?resource={uri}")
    }
  }
}

extension PeerRule {
  /// The subject with one thing wrong, for every named field and every way of being wrong.
  func mutations(of subject: JSONValue) -> [(name: String, subject: JSONValue)] {
    var list: [(name: String, subject: JSONValue)] = []
    for (path, shape) in fields {
      let value = path.value(in: subject)
      for (name, other) in shape.wrong(instead: value) where other != value {
        list.append(("\(path.text): \(name)", path.replacing(in: subject, with: other)))
      }
    }
    for spoil in spoils { list.append((spoil.name, spoil.change(subject))) }
    return list
  }
}

extension FieldPath {
  /// The path as it is read.
  var text: String {
    steps.map { step in
      switch step {
      case .key(let key): ".\(key)"
      case .index(let index): "[\(index)]"
      }
    }
    .joined()
  }
}
