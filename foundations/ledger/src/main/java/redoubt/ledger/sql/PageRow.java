package redoubt.ledger.sql;

/** The entries that a tenant has in a leaf. */
@SuppressWarnings("ArrayRecordComponent")
public record PageRow(long leaf, String tenant, byte[] entries, java.util.List<String> subjects) {}
