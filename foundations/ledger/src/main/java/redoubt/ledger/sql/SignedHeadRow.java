package redoubt.ledger.sql;

/** What was signed. */
@SuppressWarnings("ArrayRecordComponent")
public record SignedHeadRow(long size, long at, byte[] root, String note) {}
