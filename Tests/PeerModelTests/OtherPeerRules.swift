import JSON

extension PeerRule {
  private static let misskey = "0.3, 3.1 core/activitypub (validPost, ApInboxService.ts)"
  private static let bookWyrm = "1.1, 2.1 bookwyrm/activitypub, signatures.py"
  private static let pieFed = "2.1, 3 app/activitypub/util.py, routes.py"

  /// What Misskey, BookWyrm and PieFed want besides what the others want as well.
  static let otherPeerRules: [PeerRule] = [
    PeerRule("misskey.actor.shared-inbox-same-host", misskey, Role.actors, ["endpoints.sharedInbox": .ours, "id": .ours]) {
      $0.text("endpoints.sharedInbox").urlHost == $0.text("id").urlHost
    },
    PeerRule(
      "misskey.actor.key-owner", "2.1 misc/actor-public-keys.ts", Role.actors,
      ["publicKey.owner": .ours, "publicKey.id": .ourKey]),
    PeerRule(
      "misskey.post.fields-of-a-note", misskey, Role.posts,
      ["id": .ours, "attributedTo": .ours, "published": .time, "to": .filledList, "cc": .list, "content": .text]),
    PeerRule("misskey.note.one-parent", misskey, [.note], ["inReplyTo": .url]),
    PeerRule("misskey.follow.actor-and-object", misskey, [.follow], ["id": .ours, "actor": .ours, "object": .url]),
    PeerRule(
      "misskey.boost.recipients", misskey, [.boost], ["to": .filledList, "cc": .list, "object": .url, "published": .time]),
    PeerRule("misskey.delete.object-names-its-id", misskey, [.delete], ["object.id": .ours, "actor": .ours]),
    PeerRule("misskey.activity.type-one-word", misskey, [.like], ["type": .word(["Like"])]),

    PeerRule(
      "bookwyrm.actor.required-fields", bookWyrm, Role.actors,
      ["preferredUsername": .userName, "inbox": .ours, "outbox": .ours, "publicKey": .object, "publicKey.publicKeyPem": .pem]),
    PeerRule("bookwyrm.actor.followers-and-following", bookWyrm, [.person], ["followers": .ours, "following": .ours]),
    PeerRule("bookwyrm.activity.actor-and-id-without-query", bookWyrm, Role.activities, ["actor": .ours, "id": .ours]),
    PeerRule("bookwyrm.note.answers-a-status-by-its-id", "3.1 FEDERATION.md Statuses", [.note], ["inReplyTo": .url]),
    PeerRule(
      "bookwyrm.note.fields-of-a-status", bookWyrm, [.note],
      ["attributedTo": .ours, "content": .text, "published": .time, "to": .filledList, "cc": .filledList]),
    PeerRule(
      "bookwyrm.create.object-whole", bookWyrm, [.create], ["object": .object, "object.id": .ours, "object.attributedTo": .ours]),
    PeerRule("bookwyrm.undo.object-whole", bookWyrm, [.undo], ["object": .object, "object.id": .ours, "object.object": .url]),
    PeerRule("bookwyrm.answer.follow-whole", bookWyrm, [.answer], ["object": .object, "object.id": .url, "object.actor": .url]),
    PeerRule("bookwyrm.like.object-one-string", bookWyrm, [.like], ["object": .url]),

    PeerRule("piefed.actor.key", pieFed, Role.actors, ["publicKey.publicKeyPem": .pem, "publicKey.owner": .ours]),
    PeerRule("piefed.group.outbox-and-featured", pieFed, [.room], ["outbox": .ours, "featured": .ours, "inbox": .ours]),
    PeerRule(
      "piefed.create.audience-and-object", pieFed, [.create],
      ["audience": .ours, "object": .object, "object.id": .ours, "object.attributedTo": .ours, "object.audience": .ours]),
    PeerRule(
      "piefed.article.title-and-link", pieFed, [.article],
      ["name": .text, "attachment": .filledList, "attachment[0].href": .url, "sensitive": .flag]),
    PeerRule(
      "piefed.post.source-and-media-type", pieFed, Role.posts,
      ["mediaType": .word(["text/html"]), "source.content": .text, "source.mediaType": .word(["text/markdown"])]),
    PeerRule("piefed.post.language", pieFed, Role.posts, ["language.identifier": .word(["en"])]),
    PeerRule("piefed.note.parent-and-context", pieFed, [.note], ["inReplyTo": .url, "context": .ours]),
    PeerRule("piefed.vote.object-and-audience", pieFed, [.like, .dislike], ["object": .url, "audience": .ours]),
    PeerRule(
      "piefed.wrapped-announce.activity-inside", pieFed, [.wrappedAnnounce],
      ["actor": .ours, "object": .object, "object.id": .url, "object.actor": .url]),
  ]
}
