internal import Actors
internal import Hummingbird

/// What goes out freely: feeds, the map of the site, references, embeddings, badges and look-ups.
///
/// All of it is the same for everybody and holds nothing but what anybody may find.
extension Site {
  func addDataOut(to routes: Routes) {
    addFeeds(to: routes)
    addSiteMap(to: routes)
    addExports(to: routes)
    addEmbeds(to: routes)
    addBadges(to: routes)
    addLookUp(to: routes)
  }
}
