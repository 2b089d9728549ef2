import JSON

extension PeerRule {
  private static let mastodonActor = "2.1 process_account_service.rb, fetch_remote_actor_service.rb"
  private static let lemmyActor = "2.1 crates/apub/objects/src/protocol/person.rs, group.rs"

  /// What peers want of a person, a room and the instance.
  static let actorRules: [PeerRule] = [
    PeerRule(
      "mastodon.person.type", mastodonActor, [.person], ["type": .word(["Person"])]),
    PeerRule("lemmy.group.type", lemmyActor, [.room], ["type": .word(["Group"])]),
    PeerRule("mastodon.instance.type-application", "1.3 json_ld_helper.rb", [.application], ["type": .word(["Application"])]),
    PeerRule("piefed.actor.id-lower-case-without-query", "2.1 app/activitypub/util.py", Role.actors, ["id": .ours]),
    PeerRule("mastodon.actor.inbox-same-host", mastodonActor, Role.actors, ["id": .ours, "inbox": .ours]) {
      $0.text("inbox") == $0.text("id") + "/inbox"
    },
    PeerRule("mastodon.actor.username", mastodonActor, Role.actors, ["preferredUsername": .userName]),
    PeerRule("lemmy.actor.username-one-namespace", "2.1 validation.rs", [.person, .room], ["preferredUsername": .userName]) {
      (3...30).contains($0.text("preferredUsername").utf8.count) && !$0.text("preferredUsername").contains { ".-".contains($0) }
    },
    PeerRule(
      "mastodon.instance.username-is-host", "1.3 webfinger_resource.rb", [.application],
      ["preferredUsername": .word([FieldShape.host])]),
    PeerRule("mastodon.actor.display-name", "2.1 FEDERATION.md", Role.actors, ["name": .text]) {
      $0.text("name").utf8.count <= 2_048
    },
    PeerRule(
      "mastodon.actor.key-owner-is-actor", mastodonActor, Role.actors,
      ["id": .ours, "publicKey": .object, "publicKey.id": .ourKey, "publicKey.owner": .ours]
    ) { $0.text("publicKey.owner") == $0.text("id") && $0.text("publicKey.id") == $0.text("id") + "#main-key" },
    PeerRule("gotosocial.actor.key-pem", "2.1 docs/federation/actors.md", Role.actors, ["publicKey.publicKeyPem": .pem]),
    PeerRule("lemmy.actor.one-key-object", lemmyActor, Role.actors, ["publicKey": .object]),
    PeerRule("misskey.actor.key-id-same-host", "2.1 misc/actor-public-keys.ts", Role.actors, ["publicKey.id": .ourKey]),
    PeerRule(
      "lemmy.signature.key-id-has-fragment", "1.1 http_signatures.rs signing_actor", Role.actors, ["publicKey.id": .ourKey]
    ) {
      $0.text("publicKey.id").contains("#")
    },
    PeerRule(
      "mastodon.actor.multikey-embedded", "2.1 process_account_service.rb (4.7), FEP-521a", Role.actors,
      [
        "id": .ours, "assertionMethod": .filledList, "assertionMethod[0].id": .ourKey,
        "assertionMethod[0].type": .word(["Multikey"]), "assertionMethod[0].controller": .ours,
        "assertionMethod[0].publicKeyMultibase": .multibase,
      ]
    ) {
      $0.text("assertionMethod[0].controller") == $0.text("id") && $0.text("assertionMethod[0].id").hasPrefix($0.text("id") + "#")
    },
    PeerRule("mastodon.actor.url-one-string-same-host", mastodonActor, Role.actors, ["url": .ours]),
    PeerRule(
      "mastodon.actor.webfinger-names-itself", "2.1 FEP-2c59 (4.6)", Role.actors,
      ["webfinger": .text, "preferredUsername": .userName]
    ) {
      $0.text("webfinger") == "\($0.text("preferredUsername"))@\(FieldShape.host)"
    },
    PeerRule("lemmy.actor.outbox", lemmyActor, Role.actors, ["outbox": .ours]) { $0.text("outbox") == $0.text("id") + "/outbox" },
    PeerRule("piefed.actor.followers-url", "2.1 app/activitypub/util.py", Role.actors, ["followers": .ours]) {
      $0.text("followers").hasSuffix("/followers")
    },
    PeerRule("mastodon.actor.following-url", mastodonActor, Role.actors, ["following": .ours]),
    PeerRule("lemmy.actor.shared-inbox", lemmyActor, Role.actors, ["endpoints": .object, "endpoints.sharedInbox": .ours]),
    PeerRule("mastodon.actor.featured-url", "2.1 fetch_featured_collection_service.rb", [.person, .room], ["featured": .ours]),
    PeerRule("mastodon.actor.approves-followers-flag", mastodonActor, Role.actors, ["manuallyApprovesFollowers": .flag]),
    PeerRule(
      "lemmy.group.is-open", lemmyActor, [.room], ["manuallyApprovesFollowers": .exactly(false), "discoverable": .exactly(true)]),
    PeerRule("mastodon.instance.takes-no-followers", "1.3", [.application], ["manuallyApprovesFollowers": .exactly(true)]),
    PeerRule("mastodon.actor.discoverable-flag", mastodonActor, Role.actors, ["discoverable": .flag]),
    PeerRule("mastodon.actor.indexable-flag", "2.1 FEP-5feb", [.person, .room], ["indexable": .exactly(true)]),
    PeerRule("mastodon.actor.published", mastodonActor, Role.actors, ["published": .time]),
    PeerRule("lemmy.group.moderators-url-string", lemmyActor, [.room], ["attributedTo": .ours]),
    PeerRule("piefed.group.moderators", "2.1 app/activitypub/util.py", [.room], ["moderators": .ours, "attributedTo": .ours]) {
      $0.text("moderators") == $0.text("attributedTo")
    },
    PeerRule("lemmy.group.posting-restricted-flag", lemmyActor, [.room], ["postingRestrictedToMods": .exactly(true)]),
    PeerRule("lemmy.group.sensitive-flag", lemmyActor, [.room], ["sensitive": .exactly(false)]),
    PeerRule(
      "mastodon.person.attribution-domains", "2.1 (4.4)", [.person],
      ["attributionDomains": .filledList, "attributionDomains[0]": .word([FieldShape.host])]),
    PeerRule(
      "fedify.actor.implements-rfc9421", "1.2 FEP-844e", Role.actors,
      [
        "generator.type": .word(["Application"]), "generator.implements": .filledList,
        "generator.implements[0].href": .word(["https://datatracker.ietf.org/doc/html/rfc9421"]),
      ]),
    PeerRule(
      "scholion.room.paper-identifiers", "3.4; DESIGN 11.3", [.room],
      [
        "paper": .object, "paper.type": .word(["ScholarlyArticle"]), "paper.name": .text, "paper.arxivId": .text,
        "paper.sameAs": .filledList,
      ]),
  ]
}
