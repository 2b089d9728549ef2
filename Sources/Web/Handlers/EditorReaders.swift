internal import Actors
internal import Domain
internal import Outbox
internal import Store

/// For whom a summary is, as the editor offers and changes it.
extension EditorForm {
  static func readers(_ chosen: Readership) -> [ChoiceView] {
    let texts: [(Readership, String, String)] = [
      (.public, "Everybody", "On the paper’s page, in lists, and sent to those who follow you or the paper."),
      (.unlisted, "Everybody with the address", "At its own address, on your profile and for your followers; not in lists."),
      (.followers, "Your followers", "Sent to those who follow you, and shown to them alone."),
      (.private, "Only you", "Sent to nobody. You may make a link for those you want to show it to."),
      (
        .pseudonym, "Everybody, without your name",
        "Published under a name made up for this summary alone, at some moment within the next two hours."
      ),
    ]
    return texts.map { readers, label, explanation in
      ChoiceView(value: readers.rawValue, label: label, explanation: explanation, isChosen: readers == chosen)
    }
  }
}

/// What has to be agreed to before a published summary goes to other readers.
struct AgreementView: Sendable {
  /// Field `agreed`: the readers it goes to.
  var value: String
  var sentence: String

  /// Nil where nothing that others have is taken back.
  init?(from own: PostRow?, to readers: Readership) {
    guard let own, own.visibility.change(to: readers) == .anew else { return nil }
    value = readers.rawValue
    let end = "This cannot be undone, and a server that does not listen keeps its copy."
    sentence =
      switch readers {
      case .private:
        "The published summary is deleted with its comments and votes, and other servers are asked to delete their copies. "
          + "You keep the text. \(end)"
      case .public, .unlisted, .followers, .pseudonym:
        "It is published anew at another address. The one there is now is deleted with its comments and votes, and other servers "
          + "are asked to delete their copies. \(end)"
      }
  }
}

extension Site {
  /// Puts a text where its readers find it; the path of where the writer sees it.
  func place(_ draft: SummaryDraft, for readers: Readership, _ paper: PaperRow, _ former: PostRow?, by viewer: ActorRow)
    async throws -> String
  {
    switch try await publisher.place(draft, for: readers, of: paper, by: viewer) {
    case .published(let post):
      let notice = former?.id == post.id ? Notice.saved : .published
      return "\(paper.bestIdentifier?.pagePath ?? "/")?done=\(notice)#s-\(post.id)"
    case .kept: return "/private/\(paper.id)?done=\(Notice.kept)"
    case .waiting: return "/unseen?done=\(Notice.waiting)"
    }
  }
}

extension EditorForm {
  /// Fills in what was written under a pseudonym, the latest text there is.
  mutating func fill(from hidden: PseudonymousSummary) {
    readers = .pseudonym
    if let waiting = hidden.waiting {
      (title, tldr, source, language) = (waiting.title ?? "", waiting.tldr ?? "", waiting.body, waiting.language ?? "")
      licence = waiting.licence
    } else if let post = hidden.post {
      (title, tldr, source, language) = (post.title ?? "", post.tldr, post.source ?? "", post.language ?? "")
      licence = post.licence
    }
  }
}
