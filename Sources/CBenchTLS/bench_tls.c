#include "bench_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

// The two structures are OpenSSL's own under other names, so that its headers stay in here.
static SSL_CTX *context(struct bench_tls_identity *identity) { return (SSL_CTX *)identity; }
static SSL *ssl(struct bench_tls_session *session) { return (SSL *)session; }

struct bench_tls_identity *bench_tls_identity_new(const char *chain, const char *key) {
  static const unsigned char name[] = "bench";
  signal(SIGPIPE, SIG_IGN);
  SSL_CTX *made = SSL_CTX_new(TLS_server_method());
  if (!made) return NULL;
  if (SSL_CTX_use_certificate_chain_file(made, chain) != 1 || SSL_CTX_use_PrivateKey_file(made, key, SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_set_session_id_context(made, name, sizeof name - 1) != 1) {
    SSL_CTX_free(made);
    return NULL;
  }
  SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  return (struct bench_tls_identity *)made;
}

void bench_tls_identity_free(struct bench_tls_identity *identity) { SSL_CTX_free(context(identity)); }

struct bench_tls_session *bench_tls_session_new(struct bench_tls_identity *identity, int descriptor) {
  SSL *made = SSL_new(context(identity));
  if (made && SSL_set_fd(made, descriptor) != 1) {
    SSL_free(made);
    return NULL;
  }
  if (made) SSL_set_accept_state(made);
  return (struct bench_tls_session *)made;
}

void bench_tls_session_free(struct bench_tls_session *session) { SSL_free(ssl(session)); }

static int outcome(SSL *session, int count) {
  if (count > 0) return count;
  switch (SSL_get_error(session, count)) {
    case SSL_ERROR_WANT_READ: return BENCH_TLS_READ;
    case SSL_ERROR_WANT_WRITE: return BENCH_TLS_WRITE;
    default: return 0;
  }
}

int bench_tls_read(struct bench_tls_session *session, void *bytes, int count) {
  ERR_clear_error();
  return outcome(ssl(session), SSL_read(ssl(session), bytes, count));
}

int bench_tls_write(struct bench_tls_session *session, const void *bytes, int count) {
  ERR_clear_error();
  return outcome(ssl(session), SSL_write(ssl(session), bytes, count));
}
