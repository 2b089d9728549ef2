package import Hummingbird
internal import NIOCore

/// What every route knows of a request besides the request.
package struct PeerAddressContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The address of the socket's other end, without a port; empty for sockets without one.
  package let socketAddress: String
  /// The address of the client: rightmost untrusted one of `X-Forwarded-For` when the socket is a trusted proxy's.
  package var clientAddress: String

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    socketAddress = source.channel.remoteAddress?.ipAddress ?? ""
    clientAddress = socketAddress
  }
}

package typealias Routes = RouteCollection<PeerAddressContext>
