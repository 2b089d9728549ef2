// TLS for the peers that scholion-bench plays: a server's end on a socket that does not block. Opened by scholion-bench alone.
#ifndef BENCH_TLS_H
#define BENCH_TLS_H

struct bench_tls_identity;
struct bench_tls_session;

/// What a server shows: a chain and its private key, both in PEM files; NULL when they cannot be used.
/// From then on this process ignores SIGPIPE, which writing to a connection that ended would send it.
struct bench_tls_identity *bench_tls_identity_new(const char *chain, const char *key);
void bench_tls_identity_free(struct bench_tls_identity *identity);

/// The server's end of a connection that was accepted; the handshake goes on with every reading. NULL without memory.
struct bench_tls_session *bench_tls_session_new(struct bench_tls_identity *identity, int descriptor);
/// Frees it; the descriptor stays open.
void bench_tls_session_free(struct bench_tls_session *session);

/// Bytes read or written; 0 when the connection has ended; BENCH_TLS_READ or BENCH_TLS_WRITE: what the socket has to allow first.
int bench_tls_read(struct bench_tls_session *session, void *bytes, int count);
int bench_tls_write(struct bench_tls_session *session, const void *bytes, int count);

enum { BENCH_TLS_READ = -1, BENCH_TLS_WRITE = -2 };

#endif
