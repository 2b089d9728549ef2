internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Signatures

/// Styles, scripts and icon, embedded; their addresses carry a digest of their bytes, so that browsers may keep them for ever.
struct SiteAssets: Sendable {
  struct Asset: Sendable {
    let bytes: [UInt8]
    let type: String
    /// The start of the SHA-256 of the bytes.
    let digest: String
  }

  private let byName: [String: Asset]
  /// Addresses of the stylesheets of every page in their order.
  let styles: [String]
  let iconAddress: String
  /// What the page has on which summaries are written, beside those of every page.
  let deskStyle: String
  /// The script of that page, the only one that has any.
  let deskScript: String

  init() {
    let files = [
      ("style", "css", "text/css; charset=utf-8", PackageResources.style_css),
      ("reading", "css", "text/css; charset=utf-8", PackageResources.reading_css),
      ("favicon", "svg", "image/svg+xml", PackageResources.favicon_svg),
      ("desk", "css", "text/css; charset=utf-8", PackageResources.desk_css),
      ("desk", "js", "text/javascript; charset=utf-8", PackageResources.desk_js),
    ]
    var byName: [String: Asset] = [:]
    var addresses: [String: String] = [:]
    for (name, ending, type, bytes) in files {
      let asset = Asset(bytes: bytes, type: type, digest: String(Hex.encode(Digest.sha256(bytes)).prefix(16)))
      byName["\(name).\(ending)"] = asset
      byName["\(name).\(asset.digest).\(ending)"] = asset
      addresses["\(name).\(ending)"] = "/assets/\(name).\(asset.digest).\(ending)"
    }
    self.byName = byName
    styles = ["style.css", "reading.css"].compactMap { addresses[$0] }
    iconAddress = addresses["favicon.svg"] ?? ""
    deskStyle = addresses["desk.css"] ?? ""
    deskScript = addresses["desk.js"] ?? ""
  }

  /// The file, 304 when the browser has it, 404 when there is none.
  ///
  /// Under its name without a digest it is kept five minutes.
  func answer(_ name: String, _ request: Request) -> Response {
    guard let asset = byName[name] else { return Answers.notFound }
    let tag = "\"\(asset.digest)\""
    let isPinned = name.utf8.count > asset.digest.utf8.count && name.contains(asset.digest)
    var fields: HTTPFields = [
      .eTag: tag, .cacheControl: isPinned ? "public, max-age=31536000, immutable" : "public, max-age=300",
    ]
    if let known = request.headers[.ifNoneMatch], known.contains(tag) { return Response(status: .notModified, headers: fields) }
    fields[.contentType] = asset.type
    return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
  }
}

extension Site {
  func addAssets(to routes: Routes) {
    _ = routes.get("/assets/{file}") { request, context in
      assets.answer(context.parameters.get("file") ?? "", request)
    }
  }
}
