import JSON

extension PeerRule {
  private static let activityStreams = "https://www.w3.org/ns/activitystreams"
  private static let nodeInfo: Set<Role> = [.nodeInfo20, .nodeInfo21]

  /// What peers want of collections and their pages.
  static let collectionRules: [PeerRule] = [
    PeerRule(
      "mastodon.document.context-list-begins-with-activitystreams", "0.4, 2.1 supported_context?", [.termed],
      ["@context": .filledList, "@context[0]": .word([activityStreams])]),
    PeerRule(
      "mastodon.document.context-is-activitystreams", "0.4, 2.1 supported_context?", [.plain],
      ["@context": .word([activityStreams])]),
    PeerRule("mastodon.collection.id", "2.1, 5", [.pagedCollection, .list, .counted], ["id": .ours]),
    PeerRule("mastodon.collection.type-ordered", "5", [.pagedCollection, .list], ["type": .word(["OrderedCollection"])]),
    PeerRule("mastodon.collection.type-unordered", "3.2.10", [.counted], ["type": .word(["Collection"])]),
    PeerRule("mastodon.collection.total-items", "2.1", [.pagedCollection, .list, .counted], ["totalItems": .count]),
    PeerRule(
      "mastodon.collection.first-page", "2.1 a missing first is hidden", [.pagedCollection, .counted],
      ["id": .ours, "first": .ours]
    ) {
      $0.text("first") == $0.text("id") + "/page/1"
    },
    PeerRule("piefed.collection.pages-are-paths", "5", [.pagedCollection, .counted], ["first": .ours, "last": .ours]) {
      !$0.text("last").contains("?")
    },
    PeerRule("mastodon.page.type", "5", [.page], ["type": .word(["OrderedCollectionPage"])]),
    PeerRule("mastodon.items-page.type", "3.2.10", [.itemsPage], ["type": .word(["CollectionPage"])]),
    PeerRule("mastodon.page.part-of", "5", [.page, .itemsPage], ["id": .ours, "partOf": .ours]) {
      $0.text("id").hasPrefix($0.text("partOf") + "/page/")
    },
    PeerRule("mastodon.page.items", "5", [.page], ["orderedItems": .filledList]),
    PeerRule(
      "mastodon.items-page.items", "3.2.10 fetch_replies_service.rb", [.itemsPage], ["items": .filledList, "items[0]": .ours]),
    PeerRule("lemmy.list.ordered-items", "4.3 collections: ordered_items", [.list], ["orderedItems": .list]),
    PeerRule(
      "lemmy.group-outbox.ordered-items", "4.3 assets/lemmy/collections/group_outbox.json", [.roomOutbox],
      ["orderedItems": .filledList, "orderedItems[0].type": .word(["Announce"]), "orderedItems[0].object": .object]),
    PeerRule("fep-7888.context.attributed-to", "5 FEP-f228, FEP-7888", [.thread], ["attributedTo": .ours]),
  ]

  /// What peers want of WebFinger, host-meta and NodeInfo.
  static let discoveryRules: [PeerRule] = [
    PeerRule("mastodon.webfinger.subject", "2.2 app/lib/webfinger.rb", [.webFinger], ["subject": .text]) {
      $0.text("subject").hasPrefix("acct:") && $0.text("subject").hasSuffix("@" + FieldShape.host)
    },
    PeerRule(
      "mastodon.webfinger.self-type", "2.2 app/lib/webfinger.rb", [.webFinger],
      ["links": .filledList, "links[1].rel": .word(["self"]), "links[1].type": .word(["application/activity+json"])]),
    PeerRule(
      "mastodon.webfinger.self-href-is-id", "2.2 process_account_service.rb", [.webFinger],
      ["links[1].href": .ours, "aliases": .filledList]
    ) {
      $0.texts("aliases").contains($0.text("links[1].href"))
    },
    PeerRule(
      "mastodon.webfinger.one-self-link", "2.1 lemmy webfinger.rs", [.webFinger], ["links": .filledList],
      spoils: [
        "two of them": { subject in subject.with("links", .array((subject.at("links")?.array ?? []) + [["rel": "self"]])) }
      ]
    ) { $0.at("links")?.array?.filter { $0.text("rel") == "self" }.count == 1 },
    PeerRule(
      "lemmy.webfinger.type-property", "2.2 crates/routes/src/webfinger.rs", [.webFinger],
      [
        "links[1].properties": .object,
        "links[1].properties.(https://www.w3.org/ns/activitystreams#type)": .word(["Person", "Group", "Application"]),
      ]),
    PeerRule(
      "mastodon.webfinger.profile-page", "2.2", [.webFinger],
      [
        "links[0].rel": .word(["http://webfinger.net/rel/profile-page"]), "links[0].type": .word(["text/html"]),
        "links[0].href": .ours,
      ]),
    PeerRule(
      "mastodon.webfinger.subscribe-template", "2.2", [.webFinger],
      ["links[2].rel": .word(["http://ostatus.org/schema/1.0/subscribe"]), "links[2].template": .text],
      spoils: ["without its place": { $0.with("links[2].template", "https://papers.example/authorize") }]
    ) { $0.text("links[2].template").contains("={uri}") },
    PeerRule(
      "mastodon.webfinger.object-intent", "2.2 FEP-3b86", [.webFinger],
      ["links[3].rel": .word(["https://w3id.org/fep/3b86/Object"]), "links[3].template": .text]
    ) {
      $0.text("links[3].template").contains("={object}")
    },
    PeerRule(
      "mastodon.host-meta.lrdd", "2.2 app/lib/webfinger.rb", [.hostMeta],
      ["links": .filledList, "links[0].rel": .word(["lrdd"]), "links[0].template": .text]
    ) {
      $0.text("links[0].template") == "https://papers.example/.well-known/webfinger?resource={uri}"
    },
    PeerRule(
      "mastodon.nodeinfo-index.schema-2.0", "2.4", [.nodeInfoIndex],
      ["links[0].rel": .word(["http://nodeinfo.diaspora.software/ns/schema/2.0"]), "links[0].href": .ours]),
    PeerRule(
      "lemmy.nodeinfo-index.schema-2.1", "2.4 crates/routes/src/nodeinfo.rs", [.nodeInfoIndex],
      ["links[1].rel": .word(["http://nodeinfo.diaspora.software/ns/schema/2.1"]), "links[1].href": .ours]),
    PeerRule(
      "fep-2677.nodeinfo-index.application", "1.3 FEP-2677", [.nodeInfoIndex],
      ["links[2].rel": .word(["https://www.w3.org/ns/activitystreams#Application"]), "links[2].href": .ours]),
    PeerRule("mastodon.nodeinfo.version-2.0", "2.4 nodeinfo_2.0.json", [.nodeInfo20], ["version": .word(["2.0"])]),
    PeerRule("lemmy.nodeinfo.version-2.1", "2.4 nodeinfo.rs", [.nodeInfo21], ["version": .word(["2.1"])]),
    PeerRule(
      "mastodon.nodeinfo.software", "2.4 nodeinfo_2.0.json", nodeInfo,
      ["software": .object, "software.name": .word(["scholion"]), "software.version": .text]),
    PeerRule(
      "mastodon.nodeinfo-2.0.no-repository", "2.4 nodeinfo_2.0.json additionalProperties", [.nodeInfo20],
      ["software.repository": .absent, "software.homepage": .absent]),
    PeerRule("mastodon.nodeinfo.protocols", "2.4", nodeInfo, ["protocols": .filledList, "protocols[0]": .word(["activitypub"])]),
    PeerRule(
      "mastodon.nodeinfo.services", "2.4", nodeInfo, ["services": .object, "services.inbound": .list, "services.outbound": .list]),
    PeerRule("mastodon.nodeinfo.open-registrations", "2.4", nodeInfo, ["openRegistrations": .flag]),
    PeerRule(
      "mastodon.nodeinfo.usage", "2.4", nodeInfo,
      ["usage": .object, "usage.users": .object, "usage.users.total": .count, "usage.localPosts": .count]),
    PeerRule(
      "lemmy.nodeinfo.metadata-texts", "2.4 crates/routes/src/nodeinfo.rs", nodeInfo,
      ["metadata": .object, "metadata.nodeName": .text, "metadata.nodeDescription": .text],
      spoils: ["a list in it": { $0.with("metadata.nodeName", ["x"]) }]
    ) { $0.at("metadata")?.object?.members.allSatisfy { $0.value.string != nil } ?? false },
  ]
}
