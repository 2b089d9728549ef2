import JSON

extension PeerRule {
  private static let everybody = "https://www.w3.org/ns/activitystreams#Public"
  private static let proven: Set<Role> = [.create, .update, .delete, .like, .dislike, .boost]
  private static let addressed: Set<Role> = [.create, .update, .delete]

  /// What peers want of every activity.
  static let activityRules: [PeerRule] = [
    PeerRule("misskey.activity.id-is-ours-and-plain", "0.3 InboxProcessorService.ts", Role.activities, ["id": .ours]),
    PeerRule("mbin.activity.id-on-host-of-actor", "6.14 SignatureValidator.php", Role.activities, ["id": .ours, "actor": .ours]) {
      $0.text("id").urlHost == $0.text("actor").urlHost
    },
    PeerRule("mastodon.activity.actor-one-string", "5 activity.rb", Role.activities, ["actor": .ours]),
    PeerRule("lemmy.activity.to-is-list", "0.4, 4.1.3", Role.activities, ["to": .filledList]),
    PeerRule("lemmy.activity.cc-is-list", "0.4, 4.1.3", Role.activities, ["cc": .list]),
    PeerRule("mastodon.create.type", "5 activity.rb", [.create], ["type": .word(["Create"])]),
    PeerRule("mastodon.update.type", "5 activity.rb", [.update], ["type": .word(["Update"])]),
    PeerRule("mastodon.delete.type", "5 activity.rb", [.delete], ["type": .word(["Delete"])]),
    PeerRule("mastodon.follow.type", "5 activity.rb", [.follow], ["type": .word(["Follow"])]),
    PeerRule("mastodon.answer.type", "5 activity.rb", [.answer], ["type": .word(["Accept", "Reject"])]),
    PeerRule("mastodon.undo.type", "5 undo.rb", [.undo], ["type": .word(["Undo"])]),
    PeerRule("mastodon.like.type", "5 like.rb", [.like], ["type": .word(["Like"])]),
    PeerRule("lemmy.dislike.type", "4.2 vote.rs", [.dislike], ["type": .word(["Dislike"])]),
    PeerRule(
      "mastodon.announce.type", "5 announce.rb", [.boost, .plainAnnounce, .wrappedAnnounce], ["type": .word(["Announce"])]),
    PeerRule("mastodon.activity.published", "5 activity.rb", Role.activities.subtracting([.answer]), ["published": .time]),
    PeerRule(
      "lemmy.create.object-embedded", "0.4 create_or_update/post.rs", [.create],
      ["object": .object, "object.id": .ours, "object.type": .word(["Article", "Note"])]),
    PeerRule("mastodon.create.author-is-actor", "5 activity.rb", [.create], ["actor": .ours, "object.attributedTo": .ours]) {
      $0.at("actor") == $0.at("object.attributedTo")
    },
    PeerRule(
      "mastodon.create.object-on-host-of-actor", "6.1 non_matching_uri_hosts?", [.create], ["actor": .ours, "object.id": .ours]
    ) {
      $0.text("actor").urlHost == $0.text("object.id").urlHost
    },
    PeerRule(
      "lemmy.create.addressed-like-its-object", "3.2.3", [.create],
      ["to": .filledList, "cc": .filledList, "object.to": .filledList, "object.cc": .filledList]
    ) {
      $0.at("to") == $0.at("object.to") && $0.at("cc") == $0.at("object.cc")
    },
    PeerRule("lemmy.create.audience-is-object-audience", "4.2", [.create], ["audience": .ours, "object.audience": .ours]) {
      $0.at("audience") == $0.at("object.audience")
    },
    PeerRule(
      "lemmy.delete.public-and-group", "4.3 delete.rs", [.delete], ["to": .filledList, "audience": .ours],
      spoils: ["everybody taken out": { $0.with("to", ["https://papers.example/users/ada/followers"]).with("cc", []) }]
    ) { $0.recipients.contains(everybody) && $0.recipients.contains($0.text("audience")) },
    PeerRule(
      "mastodon.update.object-embedded", "5 update.rb", [.update],
      ["object": .object, "object.id": .ours, "object.type": .word(["Article", "Note", "Person"])]),
    PeerRule(
      "mastodon.update.updated-is-later", "3.2.8 process_status_update_service.rb", [.update],
      ["object.updated": .time, "object.published": .time],
      spoils: ["updated when published": { $0.with("object.updated", $0.at("object.published")) }]
    ) { $0.text("object.updated") > $0.text("object.published") },
    PeerRule(
      "gotosocial.update.updated-not-before-published", "3.2.8 internal/ap", [.update],
      ["object.updated": .time, "object.published": .time],
      spoils: ["updated before": { $0.with("object.updated", "2020-01-01T00:00:00Z") }]
    ) { $0.text("object.updated") >= $0.text("object.published") },
    PeerRule(
      "mastodon.delete.tombstone", "5 delete.rb", [.delete],
      ["object": .object, "object.type": .word(["Tombstone"]), "object.id": .ours]
    ) {
      $0.text("object.id").urlHost == $0.text("actor").urlHost
    },
    PeerRule("mastodon.delete.atom-uri", "10 delete.rb", [.delete], ["object.id": .ours, "object.atomUri": .ours]) {
      $0.at("object.id") == $0.at("object.atomUri")
    },
    PeerRule(
      "fep-8b32.activity.proof", "0.10 FEP-8b32, Mastodon 4.7", addressed.union([.dislike]),
      [
        "proof": .object, "proof.type": .word(["DataIntegrityProof"]), "proof.cryptosuite": .word(["eddsa-jcs-2022"]),
        "proof.proofPurpose": .word(["assertionMethod"]), "proof.proofValue": .multibase, "proof.created": .time,
      ]),
    PeerRule(
      "fep-8b32.activity.proof-by-its-actor", "0.10 FEP-8b32", addressed, ["actor": .ours, "proof.verificationMethod": .ourKey]
    ) {
      $0.text("proof.verificationMethod").hasPrefix($0.text("actor") + "#")
    },
    PeerRule(
      "fedify.activity.proof-has-the-context", "0.10 packages/fedify/src/sig/proof.ts", [.create, .update],
      ["proof.@context": .filledList, "@context": .filledList]
    ) {
      $0.at("proof.@context") == $0.at("@context")
    },
    PeerRule(
      "misskey.activity.under-64-kib", "0.9 ActivityPubServerService.ts", [.create, .update, .wrappedAnnounce],
      ["object": .object],
      spoils: ["padded": { $0.with("object.content", .string(String(repeating: "x", count: 66_000))) }]
    ) { $0.serialized().count < 65_536 },
  ]
}
