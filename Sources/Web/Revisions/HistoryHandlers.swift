internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// How a summary or comment of ours came to be what it is: `/@NAME/ID/history`.
extension Site {
  func addHistory(to routes: Routes) { _ = routes.get("/@{name}/{part}/history", use: page(history)) }

  @Sendable private func history(_ visit: Visit) async throws -> Response {
    let id = try visit.id("part")
    let found = try await store.read { transaction -> (AuthoredPost, [RevisionRow], PaperRow?)? in
      guard let seen = try transaction.post(id, seenBy: visit.viewer?.id), seen.post.isLocal else { return nil }
      return (seen, try transaction.revisions(of: id), try seen.post.paperID.flatMap { try transaction.paper($0) })
    }
    let views = ViewMaker(self, visit)
    let name = visit.parameters.get("name") ?? ""
    guard let (seen, revisions, paper) = found, views.address(seen.author).utf8.dropFirst(2).elementsEqual(name.utf8) else {
      throw WebError.notFound
    }
    // Each beside the one before; the first stands whole.
    let steps = revisions.enumerated().map { place, revision in
      Self.view(revision, after: revisions.dropFirst(place + 1).first, views)
    }
    return try render(
      HistoryPage(
        chrome: chrome(visit), head: PageHead(title: "Versions", hidesFromSearch: true), paper: paper.map { views.line($0) },
        author: views.person(seen.author), address: views.address(seen.post, by: seen.author), revisions: steps),
      visit)
  }

  private static func view(_ revision: RevisionRow, after former: RevisionRow?, _ views: ViewMaker) -> RevisionView {
    let difference = TextDifference(from: former.map(text) ?? "", to: text(revision))
    return RevisionView(
      number: "Version \(revision.number)", moment: views.moment(revision.createdAt), isFirst: former == nil,
      licence: former != nil && former?.licence == revision.licence ? nil : revision.licence.map { LicenceView($0) },
      isEqual: former != nil && difference.lines.allSatisfy(\.isSame), lines: difference.view(isFirst: former == nil))
  }

  /// Title, TL;DR and text, as one.
  private static func text(_ revision: RevisionRow) -> String {
    [revision.title, revision.tldr, revision.source].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: "\n\n")
  }
}

extension TextDifference {
  /// The comparison as pages show it.
  ///
  /// - Parameter isFirst: nothing came before; the text stands whole
  func view(isFirst: Bool = false) -> [DifferenceLine] {
    (isFirst ? lines.map(Optional.some) : shortened()).map { line in
      guard let line else { return DifferenceLine(isGap: true, pieces: []) }
      return DifferenceLine(isGap: false, pieces: line.pieces.map { Self.view($0, isFirst: isFirst) })
    }
  }

  private static func view(_ piece: Piece, isFirst: Bool) -> DifferencePiece {
    switch piece {
    case .same(let text): DifferencePiece(text: text)
    case .gone(let text): DifferencePiece(gone: text)
    case .new(let text): isFirst ? DifferencePiece(text: text) : DifferencePiece(new: text)
    }
  }
}

/// The texts a summary or comment had, newest first.
struct HistoryPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var paper: PaperLine?
  var author: PersonView
  var address: String
  var revisions: [RevisionView]
}

/// One text, beside the one before it.
struct RevisionView: Sendable {
  /// `Version 3`.
  var number: String
  var moment: MomentView
  var isFirst: Bool
  /// Told where it is another than before.
  var licence: LicenceView?
  /// Saved again without a change.
  var isEqual: Bool
  var lines: [DifferenceLine]
}

/// A line of a comparison, or a place where lines that stayed are left out.
struct DifferenceLine: Sendable {
  var isGap: Bool
  var pieces: [DifferencePiece]
}

/// A piece of a line: exactly one is set.
struct DifferencePiece: Sendable {
  var text: String?
  var gone: String?
  var new: String?
}
