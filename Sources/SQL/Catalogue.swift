extension SQLConnection {
  /// The names of the tables, sorted.
  package func tables() throws -> [String] {
    let sql =
      switch dialect {
      case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name -- own"
      case .postgres:
        "SELECT tablename::text COLLATE \"C\" FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1 -- own"
      }
    return try query(sql) { try $0.text(0) }
  }

  /// The names of a table's columns in the order they were made in.
  package func columns(of table: String) throws -> [String] {
    let sql =
      switch dialect {
      case .sqlite: "SELECT name FROM pragma_table_info($1) ORDER BY cid -- own"
      case .postgres:
        """
        SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relname = $1::text::name AND c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum -- own
        """
      }
    return try query(sql, [table]) { try $0.text(0) }
  }
}
