import JSON

extension PeerRule {
  private static let everybody = "https://www.w3.org/ns/activitystreams#Public"

  /// What hangs on a post: tags, counts, who may quote it, the paper.
  static let tagRules: [PeerRule] = [
    PeerRule(
      "neodb.post.every-tag-has-type", "3.2.12 neodb/takahe/ap_handlers.py", Role.posts,
      ["tag": .filledList, "tag[0].type": .text],
      spoils: ["a tag without a type": { $0.with("tag", .array(($0.at("tag")?.array ?? []) + [["name": "x"]])) }]
    ) { $0.at("tag")?.array?.allSatisfy { !$0.text("type").isEmpty } ?? false },
    PeerRule(
      "mastodon.article.hashtag", "3.2.12 create.rb process_hashtag", [.article],
      ["tag[0].type": .word(["Hashtag"]), "tag[0].name": .text, "tag[0].href": .ours]
    ) {
      $0.text("tag[0].name").hasPrefix("#")
    },
    PeerRule("mastodon.article.hashtag-is-in-the-text", "3.2.12", [.article], ["content": .text, "tag[0].href": .ours]) {
      $0.text("content").contains("<a href=\"\($0.text("tag[0].href"))\" class=\"mention hashtag\" rel=\"tag\">")
    },
    PeerRule(
      "mastodon.article.mention", "5 create.rb process_mention", [.article],
      ["tag[1].type": .word(["Mention"]), "tag[1].href": .ours, "tag[1].name": .text]
    ) {
      $0.text("tag[1].name").hasPrefix("@") && $0.recipients.contains($0.text("tag[1].href"))
    },
    PeerRule(
      "lemmy.note.parent-author-mentioned", "4.1.6 note.rs", [.note],
      ["tag[0].type": .word(["Mention"]), "tag[0].href": .ours, "tag[0].name": .text]
    ) {
      $0.texts("cc").contains($0.text("tag[0].href"))
    },
    PeerRule(
      "fep-e232.article.link-to-paper", "3.4 FEP-e232", [.article],
      [
        "tag[2].type": .word(["Link"]), "tag[2].href": .ours,
        "tag[2].mediaType": .word(["application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""]),
        "tag[2].rel": .word(["https://w3id.org/scholion/ns#summaryOf"]), "tag[2].name": .text,
      ]
    ) { $0.at("tag[2].href") == $0.at("paper.id") },
    PeerRule(
      "mastodon.post.replies-inline", "3.2.10 fetch_replies_service.rb", Role.posts,
      ["replies": .object, "replies.id": .ours, "replies.type": .word(["Collection"]), "replies.totalItems": .count]
    ) {
      $0.text("replies.id") == $0.text("id") + "/replies"
    },
    PeerRule(
      "mastodon.post.replies-first-page-inline", "3.2.10 fetch_replies_service.rb", Role.posts,
      [
        "replies.first": .object, "replies.first.id": .ours, "replies.first.type": .word(["CollectionPage"]),
        "replies.first.partOf": .ours, "replies.first.items": .list,
      ]
    ) { $0.text("replies.first.partOf") == $0.text("replies.id") },
    PeerRule(
      "mastodon.post.likes-count", "3.2.10 status_parser.rb", Role.posts,
      ["likes": .object, "likes.id": .ours, "likes.totalItems": .count]),
    PeerRule(
      "mastodon.post.shares-count", "3.2.10 status_parser.rb", Role.posts,
      ["shares": .object, "shares.id": .ours, "shares.totalItems": .count]),
    PeerRule(
      "mastodon.post.anybody-may-quote", "3.2.14 status_parser.rb quote_policy", Role.posts,
      [
        "interactionPolicy": .object, "interactionPolicy.canQuote": .object,
        "interactionPolicy.canQuote.automaticApproval": .filledList,
        "interactionPolicy.canQuote.automaticApproval[0]": .everybody,
      ]),
    PeerRule(
      "fep-b2b8.article.preview", "3.2.13 FEP-b2b8", [.article],
      ["preview": .object, "preview.type": .word(["Note"]), "preview.content": .text]),
    PeerRule(
      "scholion.article.paper", "3.4; DESIGN 5.1", [.article],
      [
        "paper": .object, "paper.id": .ours, "paper.type": .word(["ScholarlyArticle"]), "paper.name": .text,
        "paper.arxivId": .text,
      ]),
    PeerRule(
      "scholion.article.paper-elsewhere", "3.4; DESIGN 5.7", [.article], ["paper.sameAs": .filledList, "paper.sameAs[0]": .url]
    ) {
      $0.text("paper.sameAs[0]").hasSuffix($0.text("paper.arxivId"))
    },
    PeerRule(
      "scholion.article.paper-authors", "3.4", [.article],
      ["paper.authors": .filledList, "paper.authors[0].type": .word(["PaperAuthor"]), "paper.authors[0].name": .text]),
    PeerRule("scholion.article.paper-year", "3.4", [.article], ["paper.year": .count]),
    PeerRule("mastodon.tombstone.type", "5 delete.rb", [.tombstone], ["type": .word(["Tombstone"]), "id": .ours]),
    PeerRule("mastodon.tombstone.atom-uri", "10 delete.rb", [.tombstone], ["id": .ours, "atomUri": .ours]) {
      $0.at("id") == $0.at("atomUri")
    },
    PeerRule(
      "activitypub.tombstone.former-type", "9; ActivityPub 6.4", [.tombstone],
      ["formerType": .word(["Article", "Note"]), "deleted": .time]),
  ]
}
