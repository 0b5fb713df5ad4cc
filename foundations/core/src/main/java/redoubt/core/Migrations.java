package redoubt.core;

/**
 * Where a room's SQL migrations lie: a database schema of its own and a class path folder with
 * files {@code V1__words.sql}.
 */
public record Migrations(String schema, String location) {}
