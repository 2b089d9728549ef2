internal import Actors
package import Domain
package import Markup
package import Store

/// A text of ours made ready: safe HTML and what it refers to.
package struct RenderedBody: Sendable {
  package var text: RenderedText
  /// People whom the text mentions and who were found; a mentioned room is only linked, since a post has one room (DESIGN 5.2).
  package var mentioned: [ActorRow] = []
  /// Papers the text cites.
  package var cited: [PaperIdentifier] = []
  /// Lower-case, without `#`.
  package var hashtags: [String] = []
}

extension Publisher {
  /// Renders Markdown with TeX; citations become links to papers known here, handles links to people known here or found.
  ///
  /// - Parameter lookingUp: whether unknown handles are asked for at their servers (a preview asks nobody)
  package func render(_ source: String, lookingUp: Bool) async throws -> RenderedBody {
    let people = try await self.people(named: Renderer.handles(in: source), lookingUp: lookingUp)
    let probe = await Renderer(math: nil).markdown(source)
    let identifiers = probe.citations.compactMap { Self.identifier($0) }
    let (known, images) = try await instance.store.read { transaction in
      let papers = try identifiers.reduce(into: [String: PaperIdentifier]()) { found, identifier in
        if let paper = try transaction.paper(identifier), let best = paper.bestIdentifier {
          found[identifier.canonical] = best
        }
      }
      let images = try MediaName.all(in: source).reduce(into: [MediaName: ImageSize]()) { found, name in
        found[name] = try transaction.media(name).map { ImageSize(width: $0.width, height: $0.height) }
      }
      return (papers, images)
    }
    let origin = instance.origin.text
    let addresses = instance.addresses
    let text = await renderer.markdown(
      source,
      context: MarkdownContext(
        linkForCitation: { citation in
          Self.identifier(citation).map { identifier in
            known[identifier.canonical].map { addresses.paper($0) } ?? identifier.url
          }
        },
        mention: { handle in
          people.first { $0.handle.utf8.elementsEqual(handle.utf8) }
            .map { MentionTarget(href: $0.actor.url, actorID: $0.actor.uri.text) }
        },
        linkForHashtag: { addresses.hashtag($0.lowercased()) },
        image: { MediaName(address: $0, origin: origin).flatMap { images[$0] } }, origin: origin))
    let ids = Set(text.mentions.map(\.target.actorID))
    return RenderedBody(
      text: text, mentioned: Self.distinct(people.map(\.actor).filter { ids.contains($0.uri.text) && !$0.kind.isRoom }),
      cited: identifiers,
      hashtags: text.hashtags.map { $0.lowercased() })
  }

  private func people(named handles: [String], lookingUp: Bool) async throws -> [(handle: String, actor: ActorRow)] {
    var found: [(handle: String, actor: ActorRow)] = []
    let budget = FetchBudget(lookingUp ? 20 : 0)
    for text in handles.prefix(20) {
      let full = text.contains("@") ? text : "\(text)@\(instance.origin.authority)"
      guard let handle = try? Handle(parsing: full) else { continue }
      let stored = try await instance.store.read { try $0.remoteActor(named: handle.name, at: handle.host) }
      if let stored, stored.state == .active {
        found.append((text, stored))
      } else if let actor = try? await remotes.actor(handle, budget: budget) {
        found.append((text, actor))
      }
    }
    return found
  }

  private static func distinct(_ actors: [ActorRow]) -> [ActorRow] {
    var seen: Set<RowID> = []
    return actors.filter { seen.insert($0.id).inserted }
  }

  static func identifier(_ citation: Citation) -> PaperIdentifier? {
    switch citation.kind {
    case .key: try? PaperIdentifier(parsing: citation.canonical)
    case .doi: try? PaperIdentifier(scheme: .doi, value: citation.canonical)
    case .arXiv: try? PaperIdentifier(scheme: .arxiv, value: citation.canonical)
    }
  }
}
