import JSON

extension PeerRule {
  private static let everybody = "https://www.w3.org/ns/activitystreams#Public"
  private static let lemmyPage = "3.2 crates/apub/objects/src/protocol/page.rs"

  /// What peers want of a summary and of a comment.
  static let postRules: [PeerRule] = [
    PeerRule("piefed.post.id-lower-case-without-query", "0.3 app/activitypub/util.py", Role.posts, ["id": .ours]),
    PeerRule("lemmy.article.type-is-string", "3.2.1 page.rs", [.article], ["type": .word(["Article"])]),
    PeerRule("lemmy.note.type-is-string", "3.2.1 note.rs", [.note], ["type": .word(["Note"])]),
    PeerRule(
      "lemmy.post.attributed-to-one-string", "3.2.1 objects/src/utils/protocol.rs AttributedTo", Role.posts,
      ["attributedTo": .ours]),
    PeerRule(
      "misskey.post.author-on-host-of-id", "3.1 core/activitypub/type.ts validPost", Role.posts,
      ["id": .ours, "attributedTo": .ours]
    ) {
      $0.text("id").urlHost == $0.text("attributedTo").urlHost
    },
    PeerRule("lemmy.article.no-in-reply-to", lemmyPage, [.article], ["inReplyTo": .absent]),
    PeerRule("lemmy.question.no-in-reply-to", lemmyPage, [.question], ["inReplyTo": .absent]),
    PeerRule("lemmy.question.title-fits", "3.1 objects/post.rs", [.question], ["name": .text]) {
      !$0.text("name").contains("\n") && $0.text("name").count >= 3
    },
    PeerRule(
      "mastodon.question.title-is-in-the-text", "3.1 status_parser.rb: the name of a note is not shown", [.question],
      ["content": .text], spoils: ["without it": { $0.with("content", "<p>Text</p>") }]
    ) { $0.text("content").hasPrefix("<p>Question about <a href=\"https://") && $0.text("content").contains("<strong>") },
    PeerRule("lemmy.note.in-reply-to", "4.1.6 note.rs", [.note], ["inReplyTo": .url]),
    PeerRule("mastodon.article.title", "3.1 status_parser.rb processed_text", [.article], ["name": .text]) {
      $0.text("name").utf8.count <= 2_048
    },
    PeerRule("lemmy.article.title-fits", "3.1 objects/post.rs", [.article], ["name": .text]) {
      !$0.text("name").contains("\n") && $0.text("name").count >= 3
    },
    PeerRule(
      "mastodon.article.summary-is-one-paragraph-without-math", "3.1, 3.3 sanitize_config.rb", [.article], ["summary": .text],
      spoils: ["math in it": { $0.with("summary", "<p>See <math><mi>x</mi></math></p>") }]
    ) { $0.text("summary").hasPrefix("<p>") && $0.text("summary").hasSuffix("</p>") && !$0.text("summary").contains("<math") },
    PeerRule("gotosocial.post.content", "3.1 internal/typeutils/astointernal.go", Role.posts, ["content": .text]) {
      $0.text("content").hasPrefix("<p>")
    },
    PeerRule(
      "gotosocial.post.content-map-is-content", "3.2.6 internal/ap", Role.posts,
      ["content": .text, "contentMap": .object, "contentMap.en": .text],
      spoils: ["another text in it": { $0.with("contentMap.en", "<p>Other</p>") }]
    ) { $0.at("contentMap.en") == $0.at("content") && $0.at("contentMap")?.object?.count == 1 },
    PeerRule(
      "lemmy.article.first-paragraph-links-paper", "0.5, 3.1", [.article], ["content": .text],
      spoils: ["without the link": { $0.with("content", "<p>Text</p>") }]
    ) { $0.text("content").hasPrefix("<p>Summary of <a href=\"https://") },
    PeerRule("lemmy.post.media-type-html", "3.2.7 page.rs", Role.posts, ["mediaType": .word(["text/html"])]),
    PeerRule(
      "lemmy.post.source-is-markdown", "3.2.7 page.rs", Role.posts,
      ["source": .object, "source.content": .text, "source.mediaType": .word(["text/markdown"])]),
    PeerRule(
      "lemmy.post.language-identifier", "3.2.6 page.rs LanguageTag", Role.posts,
      ["language": .object, "language.identifier": .word(["en"]), "language.name": .text]),
    PeerRule("mastodon.post.published", "3.2.8 status_parser.rb", Role.posts, ["published": .time]),
    PeerRule("mastodon.post.sensitive-flag", "3.2.9 status_parser.rb", Role.posts, ["sensitive": .flag]),
    PeerRule("mastodon.post.url-one-string-same-host", "3.2.11 fetch_resource_service.rb", Role.posts, ["url": .ours]),
    PeerRule("lemmy.post.to-is-list", "3.2.3 page.rs deserialize_one_or_many", Role.posts, ["to": .filledList]),
    PeerRule("lemmy.post.cc-is-list", "3.2.3 page.rs", Role.posts, ["cc": .filledList]),
    PeerRule(
      "lemmy.post.public-in-to-or-cc", "3.2.3 verify_visibility", Role.posts, ["to": .list, "cc": .list],
      spoils: [
        "everybody taken out": { subject in
          let without: (String) -> JSONValue = { list in
            .array(subject.texts(list).filter { $0 != everybody }.map { .string($0) })
          }
          return subject.with("to", without("to")).with("cc", without("cc"))
        }
      ]
    ) { $0.recipients.contains(everybody) },
    PeerRule(
      "lemmy.post.exactly-one-group-is-audience", "3.2.3 page.rs InCommunity", Role.posts,
      ["to": .list, "cc": .list, "audience": .ours],
      spoils: [
        "a second group": {
          $0.with("cc", .array(($0.texts("cc") + ["https://papers.example/papers/doi_a"]).map { .string($0) }))
        },
        "another audience": { $0.with("audience", "https://papers.example/papers/doi_a") },
      ]
    ) { subject in
      let groups = subject.recipients.filter { $0.contains("/papers/") || $0.contains("/c/") }
      return groups == [subject.text("audience")]
    },
    PeerRule(
      "mastodon.post.followers-addressed", "5 distribution", Role.posts, ["to": .list, "cc": .list, "attributedTo": .ours]
    ) {
      $0.recipients.contains($0.text("attributedTo") + "/followers")
    },
    PeerRule(
      "lemmy.article.attachments-are-links", "3.2.4 page.rs Attachment", [.article],
      ["attachment": .filledList, "attachment[0].type": .word(["Link"]), "attachment[0].href": .url],
      spoils: [
        "an unknown kind behind it": { subject in
          subject.with("attachment", .array((subject.at("attachment")?.array ?? []) + [["type": "Book"]]))
        }
      ]
    ) { $0.at("attachment")?.array?.allSatisfy { ["Link", "Image", "Document"].contains($0.text("type")) } ?? false },
    PeerRule("mastodon.article.card-leads-to-paper", "3.2.4 create.rb FEP-8967", [.article], ["attachment[0].href": .url]) {
      $0.text("attachment[0].href").hasPrefix("https://arxiv.org/abs/")
    },
    PeerRule("lemmy.note.attachment-is-list", "3.2.4 note.rs", [.note], ["attachment": .list]),
    PeerRule("lemmy.post.context-one-string", "3.2.5 page.rs Option<String>", Role.posts, ["context": .ours]),
    PeerRule(
      "mastodon.post.conversation-is-context", "3.2.5 create.rb conversation_from_uri", Role.posts,
      ["context": .ours, "conversation": .ours]
    ) {
      $0.at("context") == $0.at("conversation")
    },
  ]
}
