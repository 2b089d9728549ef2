internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Signatures

/// Styles, scripts, icon and font, embedded; their addresses carry a digest of their bytes, so that browsers may keep them for ever.
struct SiteAssets: Sendable {
  struct Asset: Sendable {
    let bytes: [UInt8]
    let type: String
    /// The start of the SHA-256 of the bytes.
    let digest: String
  }

  private var byName: [String: Asset] = [:]
  /// Addresses of the stylesheets in their order.
  private(set) var styles: [String] = []
  private(set) var iconAddress = ""
  /// What the page has on which summaries are written, beside those of every page.
  private(set) var deskStyle = ""
  /// The script of that page, the only one that has any.
  private(set) var deskScript = ""

  /// All of them, read once.
  static let all = SiteAssets()

  private init() {
    let css = "text/css; charset=utf-8"
    let font = add("math", "woff2", "font/woff2", PackageResources.math_woff2)
    iconAddress = add("favicon", "svg", "image/svg+xml", PackageResources.favicon_svg)
    for (name, bytes) in [("style", PackageResources.style_css), ("reading", PackageResources.reading_css)] {
      let text = String(decoding: bytes, as: UTF8.self).replacing("/assets/math.woff2", with: font)
      styles.append(add(name, "css", css, StyleSheet.squeezed(Array(text.utf8))))
    }
    deskStyle = add("desk", "css", css, StyleSheet.squeezed(PackageResources.desk_css))
    deskScript = add("desk", "js", "text/javascript; charset=utf-8", PackageResources.desk_js)
  }

  /// Takes a file in and gives its address.
  private mutating func add(_ name: String, _ ending: String, _ type: String, _ bytes: [UInt8]) -> String {
    let asset = Asset(bytes: bytes, type: type, digest: String(Hex.encode(Digest.sha256(bytes)).prefix(16)))
    byName["\(name).\(ending)"] = asset
    let pinned = "\(name).\(asset.digest).\(ending)"
    byName[pinned] = asset
    return "/assets/\(pinned)"
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
