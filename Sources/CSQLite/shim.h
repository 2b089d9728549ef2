#include <sqlite3.h>
#include <stdint.h>

/* sqlite3_db_config is variadic and SQLITE_TRANSIENT a cast, neither of which Swift can call or see. */

static inline int scholion_sqlite_switch(sqlite3 *database, int option, int on) {
  return sqlite3_db_config(database, option, on, (int *)0);
}

/* Binds a copy of the bytes, which must be UTF-8. */
static inline int scholion_sqlite_bind_text(sqlite3_stmt *statement, int parameter, const void *bytes, uint64_t count) {
  return sqlite3_bind_text64(statement, parameter, bytes ? (const char *)bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Binds a copy of the bytes; a null pointer would make NULL of an empty blob. */
static inline int scholion_sqlite_bind_blob(sqlite3_stmt *statement, int parameter, const void *bytes, uint64_t count) {
  return sqlite3_bind_blob64(statement, parameter, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}
