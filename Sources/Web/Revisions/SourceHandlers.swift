internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// What was typed for a summary or comment of ours, for whoever may read it: `/@NAME/ID/source.md`.
extension Site {
  func addSource(to routes: Routes) { _ = routes.get("/@{name}/{part}/source.md", use: page(source)) }

  @Sendable private func source(_ visit: Visit) async throws -> Response {
    let id = try visit.id("part")
    let seen = try await store.read { try $0.post(id, seenBy: visit.viewer?.id) }
    guard let seen, seen.post.isLocal, let text = seen.post.source,
      ViewMaker(self, visit).address(seen.author).utf8.dropFirst(2).elementsEqual((visit.parameters.get("name") ?? "").utf8)
    else { throw WebError.notFound }
    // Plain text, so that a browser shows it instead of saving it; nothing in it is ever read as a page.
    return Response(
      status: .ok,
      headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "private, no-cache", .vary: "Cookie"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
  }
}
