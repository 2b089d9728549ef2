internal import Actors
internal import Domain
internal import Forms
internal import HTTPTypes
internal import Hummingbird
internal import Store

extension Site {
  /// The page as an answer; what a visitor without a session needs to send its forms is set beside it.
  ///
  /// - Parameter hasForm: whether a visitor who is not signed in finds a form on it
  func render(
    _ page: some PageDocument, _ visit: Visit, status: HTTPResponse.Status = .ok, hasForm: Bool = false
  ) throws -> Response {
    var headers: HTTPFields = [
      .contentType: "text/html; charset=utf-8", .vary: "Cookie, Accept",
      // A page with somebody's name on it is not to be found in a cache after they signed out.
      .cacheControl: visit.viewer == nil && !hasForm ? "private, no-cache" : "private, no-store",
    ]
    if let name = HTTPField.Name("Link") {
      let document = page.head.activityAddress.map { Signpost($0, "alternate", type: "application/activity+json") }
      headers[values: name] = ([document].compactMap(\.self) + page.head.signposts).compactMap(\.line)
    }
    if hasForm, let cookie = visit.newFormCookie { headers[values: .setCookie].append(formCookie(cookie)) }
    let html = try pages.html(page)
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// Sends the browser on after a form, or to where something is to be done first.
  func seeOther(_ path: String, cookies: [String] = []) -> Response {
    var headers: HTTPFields = [.location: path, .vary: "Cookie, Accept", .cacheControl: "private, no-store"]
    for cookie in cookies { headers[values: .setCookie].append(cookie) }
    return Response(status: .seeOther, headers: headers)
  }

  /// Tells the one address of a page.
  func moved(_ path: String) -> Response {
    Response(status: .movedPermanently, headers: [.location: path, .vary: "Accept", .cacheControl: "max-age=300"])
  }

  /// Sends those who ask for a document to the ActivityPub id.
  func document(at id: String) -> Response {
    Response(status: .seeOther, headers: [.location: id, .vary: "Accept", .cacheControl: "max-age=60"])
  }

  /// What every page carries for this visitor.
  func chrome(_ visit: Visit) -> SiteChrome {
    var links = [("Summaries", "/"), ("Papers", "/papers"), ("Venues", "/venues"), ("Topics", "/topics")]
    if visit.viewer != nil { links += [("Timeline", "/home"), ("Follow", "/follow"), ("Add a paper", "/add")] }
    let path = visit.request.uri.path
    var chrome = SiteChrome(siteName: settings.siteName, host: origin.authority)
    chrome.styles = assets.styles
    chrome.iconAddress = assets.iconAddress
    chrome.navigation = links.map { label, address in
      NavigationLink(label: label, address: address, isCurrent: path.utf8.elementsEqual(address.utf8))
    }
    chrome.viewer = visit.session.map { session in
      ViewerView(
        person: ViewMaker(self, visit).person(session.member.actor),
        unread: session.unread == 0 ? nil : session.unread > 99 ? "99+" : String(session.unread),
        mayModerate: session.member.account.role != .member)
    }
    chrome.signInAddress = signInAddress(visit)
    chrome.offersSignUp = settings.registration != .closed
    chrome.csrf = visit.formToken
    chrome.notice = visit.request.uri.queryParameters.get("done").flatMap { Notice(rawValue: $0)?.sentence }
    return chrome
  }

  /// Where to sign in and come back from.
  func signInAddress(_ visit: Visit) -> String {
    let target = visit.target
    guard !target.hasPrefix("/sign-"), target.utf8.count > 1 else { return "/sign-in" }
    return "/sign-in?return=" + PercentCoding.encoded(target)
  }
}

/// What was just done, told after a redirect; the word stands in the address as `done`.
enum Notice: String {
  case published, saved, wanted, inquired, asked, unanswered, deleted, added, known
  case merged, unmerged, split, apart
  case drafted, discarded
  case followed, unfollowed, requested, shared, unshared, password, profile
  case joined, confirmed, resent, mail, address
  case kept, withdrawn, erased, waiting, claimed
  case writing
  case owned

  var sentence: String {
    switch self {
    case .published: "Your summary is published."
    case .inquired: "Your question is asked. You are told of every answer."
    case .saved: "Your changes are saved."
    case .asked: "The sources were asked; what they say by now stands below."
    case .unanswered: "No source answered just now. Nothing was changed."
    case .wanted: "Your wish is noted. Whoever looks for a paper to write about finds it under Wanted."
    case .drafted: "Your draft is kept. Nobody else sees it; you find it under Drafts."
    case .discarded: "The draft is thrown away."
    case .deleted: "It is deleted. Other servers were asked to delete their copies."
    case .added: "The paper is added. Write the first summary of it."
    case .known: "This paper was here already."
    case .merged: "The papers are one now. Those who wrote about them are told."
    case .unmerged: "The papers are two again. Records no longer merge them."
    case .split: "This is a paper of its own now."
    case .apart: "They stay two papers; nobody is asked again."
    case .followed: "You follow them now."
    case .unfollowed: "You follow them no longer."
    case .requested: "The wish to follow is on its way."
    case .shared: "You shared this with your followers."
    case .unshared: "You took the share back."
    case .password: "Your password is changed; every other place is signed out."
    case .profile: "Your profile is saved."
    case .joined: "Welcome! We sent a link to your address: confirm it, and you can write."
    case .confirmed: "Thank you, your address is confirmed."
    case .resent: "The link is on its way to your address."
    case .mail: "Your choice is saved."
    case .address: "We sent a link to the new address. Once you confirm it, it is yours here."
    case .kept: "It is kept. Only you see it."
    case .withdrawn: "The link is withdrawn: it leads nowhere now."
    case .erased: "It is deleted."
    case .waiting: "It goes out without your name, at some moment within the next two hours. You need not stay for it."
    case .claimed: "It is published under your name, and the pseudonym is gone."
    case .owned: "The account is yours now. Welcome."
    case .writing: "New summaries start with this licence."
    }
  }
}
