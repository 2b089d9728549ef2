import JSON

extension PeerRule {
  private static let everybody = "https://www.w3.org/ns/activitystreams#Public"

  /// What peers want of follows, votes and boosts, and of what takes them back.
  static let relationRules: [PeerRule] = [
    PeerRule("lemmy.follow.object-one-string", "4.1.1 follow.rs", [.follow], ["object": .url]),
    PeerRule(
      "lemmy.follow.to-one-element", "4.1.1 follow.rs", [.follow], ["to": .filledList, "object": .url],
      spoils: ["a second recipient": { $0.with("to", .array(($0.texts("to") + [everybody]).map { .string($0) })) }]
    ) { $0.texts("to") == [$0.text("object")] },
    PeerRule(
      "mastodon.answer.follow-embedded", "5 accept.rb", [.answer],
      ["object": .object, "object.id": .url, "object.type": .word(["Follow"])]),
    PeerRule(
      "lemmy.answer.follow-actor-and-object", "4.1.1 accept.rs", [.answer],
      ["object.actor": .url, "object.object": .ours, "actor": .ours]
    ) {
      $0.at("object.object") == $0.at("actor")
    },
    PeerRule(
      "gotosocial.answer.to-the-follower", "4.1.1 internal/federation/federatingdb/accept.go", [.answer],
      ["to": .filledList, "object.actor": .url]
    ) {
      $0.texts("to") == [$0.text("object.actor")]
    },
    PeerRule(
      "lemmy.undo.object-embedded-whole", "4.2 undo_vote.rs, undo_follow.rs", [.undo],
      ["object": .object, "object.id": .ours, "object.type": .word(["Follow", "Like", "Dislike", "Announce"])]),
    PeerRule("mastodon.undo.same-actor", "5 undo.rb", [.undo], ["actor": .ours, "object.actor": .ours]) {
      $0.at("actor") == $0.at("object.actor")
    },
    PeerRule("misskey.undo.object-of-object", "5 ApInboxService.ts", [.undo], ["object.object": .url]),
    PeerRule(
      "gotosocial.undo.addressed-like-what-it-undoes", "5 federatingdb/undo.go", [.undo],
      ["to": .filledList, "object.to": .filledList]
    ) {
      $0.at("to") == $0.at("object.to")
    },
    PeerRule("mastodon.like.object-one-string", "5 like.rb", [.like, .dislike], ["object": .url]),
    PeerRule("lemmy.vote.audience", "4.2 vote.rs", [.like, .dislike], ["audience": .ours]),
    PeerRule("lemmy.vote.reaches-the-group", "4.2 vote.rs", [.like, .dislike], ["cc": .filledList, "audience": .ours]) {
      $0.texts("cc") == [$0.text("audience")]
    },
    PeerRule(
      "misskey.like.no-content", "5 ApInboxService.ts FEP-c0e0", [.like], ["content": .absent, "_misskey_reaction": .absent]),
    PeerRule("mastodon.boost.object-one-string", "5 announce.rb", [.boost], ["object": .url]),
    PeerRule(
      "mastodon.boost.public-to-and-followers-cc", "5 announce.rb", [.boost],
      ["to": .filledList, "to[0]": .everybody, "cc": .filledList, "cc[0]": .ours]
    ) {
      $0.text("cc[0]") == $0.text("actor") + "/followers"
    },
  ]

  /// What peers want of a room that announces (FEP-1b12).
  static let announceRules: [PeerRule] = [
    PeerRule("mastodon.room-announce.object-is-id", "4.1.4 announce.rb", [.plainAnnounce], ["object": .ours]),
    PeerRule(
      "lemmy.room-announce.public-to", "4.1.3 announce.rs", [.plainAnnounce, .wrappedAnnounce],
      ["to": .filledList, "to[0]": .everybody]),
    PeerRule(
      "lemmy.room-announce.followers-cc", "4.1.3 announce.rs", [.plainAnnounce, .wrappedAnnounce],
      ["cc": .filledList, "cc[0]": .ours, "actor": .ours]
    ) {
      $0.texts("cc") == [$0.text("actor") + "/followers"]
    },
    PeerRule(
      "lemmy.announce.inner-activity", "4.1.3 RawAnnouncableActivities", [.wrappedAnnounce],
      [
        "object": .object, "object.id": .ours, "object.actor": .ours,
        "object.type": .word(["Create", "Update", "Delete", "Like", "Dislike", "Undo"]),
      ]),
    PeerRule(
      "lemmy.announce.inner-activity-keeps-its-context", "4.1.3 FEP-1b12 exactly as received", [.wrappedAnnounce],
      ["object.@context": .filledList]),
    PeerRule(
      "lemmy.announce.actor-is-the-community", "4.2 verify_urls_match", [.wrappedAnnounce],
      ["actor": .ours, "object.audience": .ours]
    ) {
      $0.at("actor") == $0.at("object.audience")
    },
    PeerRule(
      "lemmy.announce.inner-lists", "4.1.3 announce.rs", [.wrappedAnnounce], ["object.to": .filledList, "object.cc": .list]),
    PeerRule(
      "fep-8b32.announce.inner-proof", "4.2 authenticate X", [.wrappedAnnounce],
      ["object.proof": .object, "object.proof.proofValue": .multibase]),
  ]
}
