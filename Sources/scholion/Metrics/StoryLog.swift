internal import Actors
internal import Logging
internal import Store

extension Store {
  /// The same store, which tells the log of every activity of ours once it is durable.
  ///
  /// One line each at `info`; what caused it is named, so that the story of an activity is found by its id.
  func telling(_ logger: Logger) -> Store {
    var store = self
    store.noticed = { stored in
      let cause = Story.cause ?? stored.first?.uri
      for activity in stored {
        logger.info(
          "stored",
          metadata: [
            "id": "\(activity.uri)", "type": "\(activity.type)", "object": "\(activity.objectURI)",
            "deliveries": "\(activity.deliveries)", "cause": "\(cause ?? "")",
          ])
      }
    }
    return store
  }
}
