#include <libpq-fe.h>

/* What the server remarks besides errors is nobody's business here; libpq would print it to standard error. */
static void scholion_postgres_ignore(void *argument, const PGresult *result) { (void)argument; (void)result; }

static inline void scholion_postgres_silence(PGconn *connection) {
  PQsetNoticeReceiver(connection, scholion_postgres_ignore, (void *)0);
}

/* PG_DIAG_SQLSTATE and its like are character literals, which Swift does not import. */
static inline const char *scholion_postgres_state(const PGresult *result) {
  return PQresultErrorField(result, 'C');
}

static inline const char *scholion_postgres_message(const PGresult *result) {
  return PQresultErrorField(result, 'M');
}
