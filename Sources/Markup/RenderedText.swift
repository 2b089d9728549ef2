/// A reference to a paper found in a text.
package struct Citation: Sendable, Hashable {
  /// How the reference was written.
  package enum Kind: Sendable, Hashable {
    /// `\cite{key}`.
    case key
    /// A bare DOI, or a link to one.
    case doi
    /// An arXiv id, or a link to one.
    case arXiv
  }

  /// How the reference was written.
  package let kind: Kind
  /// The characters of the text, printable ASCII, at most 256 bytes.
  package let written: String
  /// A key as written; a DOI in lower case; an arXiv id without `arXiv:` and version.
  package let canonical: String
}

/// Whom an `@handle` means.
package struct MentionTarget: Sendable, Hashable {
  /// The page shown to readers, an absolute http(s) URL.
  package let href: String
  /// The id of the actor, for `tag` and addressing.
  package let actorID: String

  /// A target from its page and its actor.
  package init(href: String, actorID: String) {
    self.href = href
    self.actorID = actorID
  }
}

/// A mention as found in a text.
package struct FoundMention: Sendable, Hashable {
  /// The handle as written, without the leading `@`: `ada` or `ada@remote.example`.
  package let handle: String
  /// Whom it means.
  package let target: MentionTarget
}

/// What renders Markdown knows of the world, given by the caller; every closure answers at once from what was looked up
/// before (`Renderer.handles(in:)` lists what to look up).
package struct MarkdownContext: Sendable {
  /// The URL of a paper's page, nil to leave the text as it is.
  package var linkForCitation: @Sendable (Citation) -> String?
  /// Whom a handle means, given without the leading `@`; nil to leave the text as it is.
  package var mention: @Sendable (String) -> MentionTarget?
  /// The URL of the page of a hashtag, given as written without `#`; nil to leave the text as it is.
  package var linkForHashtag: @Sendable (String) -> String?
  /// Put before link targets that begin with one `/`; without it such links lose their target.
  package var origin: String?
  /// How large an image of this site is, by its whole address; nil for every other, which becomes a link.
  package var image: @Sendable (String) -> ImageSize?
  /// Whether bare DOIs and arXiv ids are looked for.
  package var linkIdentifiers: Bool

  /// A context; what is not given leaves text as it is.
  package init(
    linkForCitation: @escaping @Sendable (Citation) -> String? = { _ in nil },
    mention: @escaping @Sendable (String) -> MentionTarget? = { _ in nil },
    linkForHashtag: @escaping @Sendable (String) -> String? = { _ in nil },
    image: @escaping @Sendable (String) -> ImageSize? = { _ in nil }, origin: String? = nil, linkIdentifiers: Bool = true
  ) {
    self.image = image
    self.linkForCitation = linkForCitation
    self.mention = mention
    self.linkForHashtag = linkForHashtag
    self.origin = origin
    self.linkIdentifiers = linkIdentifiers
  }
}

/// A text made ready to be shown, stored and searched.
package struct RenderedText: Sendable {
  /// Safe HTML with MathML.
  package var html = ""
  /// The first paragraph as safe HTML, `<p>` included; empty without a paragraph.
  package var excerptHTML = ""
  /// The text of the first paragraph, formulas as `$tex$`.
  package var firstParagraphText = ""
  /// All text, one line a block, formulas as `$tex$`.
  package var plainText = ""
  /// Papers referred to, in order, each once.
  package var citations: [Citation] = []
  /// Hashtags that were linked, as written, without `#`, in order, each once.
  package var hashtags: [String] = []
  /// Mentions that were linked, in order, each once.
  package var mentions: [FoundMention] = []
  /// Whether it holds a link or an image.
  package var hasLink = false
  /// Words that stand outside of links; a formula is one.
  package var ownWordCount = 0
  /// Images that nothing describes.
  package var undescribedImages = 0
  /// How many formulas the text holds.
  package var formulaCount = 0
  /// Formulas shown as source.
  package var failedFormulas: [FailedFormula] = []
}
