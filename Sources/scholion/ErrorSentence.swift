internal import Actors
internal import Archives
internal import Catalog
internal import Domain
internal import Outbox
internal import SQL
internal import Signatures
internal import Store
internal import Transport

/// The errors of the rooms in a person's words.
enum ErrorSentence {
  /// One line, nil for an error of no room of ours.
  static func of(_ error: any Error) -> String? {
    switch error {
    case let error as Refusal: error.message
    case let error as PublishError: error.message
    case let error as DomainError: error.message
    case let error as CatalogError: error.description
    case let error as ArchiveError: error.description
    case let error as ActorError: of(error)
    case let error as SQLError: error.description
    case let error as UnopenedKey: MasterKeyCheck.sentence(error, folder: "the folder of the master key")
    case StoreError.masterKeyChanged: "the master key was changed meanwhile: run the command again"
    case let error as SignatureError: "keys: \(error.name)"
    case let error as TransportError: "network: \(error.name)"
    case let error as StoreError: "database: \(error)"
    default: nil
    }
  }

  private static func of(_ error: ActorError) -> String {
    switch error {
    case .badOrigin(let sentence): sentence
    case .notHere, .notFound: "there is no such actor"
    case .gone: "that actor is gone"
    case .blockedHost: "that host is blocked here"
    case .handleMismatch: "the handle leads to an actor of another name"
    case .unreachable(let reason): "the server cannot be reached (\(reason))"
    default: "that actor cannot be used (\(error.name))"
    }
  }
}
