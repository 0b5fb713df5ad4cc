package redoubt.seal.recovery;

import java.util.List;
import redoubt.crypto.SecretBytes;
import redoubt.seal.SecretName;

/** Checks the order of the records, and that what they say of themselves is so. */
final class Counter implements Records.Reader {
  private List<String> hardwareKeys = List.of();
  private int previous;
  private long tables;
  private long rows;
  private long rowsOfTable;
  private long secrets;

  /** Which records may follow which. */
  void expect(int type) {
    String allowed =
        switch (previous) {
          case 0 -> "M";
          case 'M', 'E' -> "TQSZ";
          case 'T', 'D' -> "DE";
          case 'Q' -> "QSZ";
          case 'S' -> "SZ";
          default -> "";
        };
    if (allowed.indexOf(type) < 0) {
      throw RecoveryFailures.damaged(null);
    }
    previous = type;
  }

  @Override
  public void manifest(Manifest manifest) {
    hardwareKeys = manifest.hardwareKeys();
  }

  @Override
  public void tableStarts(String schema, String table, List<String> columns) {
    tables++;
    rowsOfTable = 0;
  }

  /** A row of COPY's text format is a line; line ends inside values are escaped. */
  @Override
  public void data(byte[] piece) {
    for (byte b : piece) {
      if (b == '\n') {
        rowsOfTable++;
      }
    }
  }

  @Override
  public void tableEnds(long claimed) {
    if (claimed != rowsOfTable) {
      throw RecoveryFailures.damaged(null);
    }
    rows += claimed;
  }

  @Override
  public void sequence(String schema, String name, long last, boolean called) {}

  @Override
  public void secret(String name, SecretBytes secret) {
    try {
      var _ = new SecretName(List.of(name.split("/", -1)));
    } catch (IllegalArgumentException e) {
      throw RecoveryFailures.damaged(e);
    }
    secrets++;
  }

  RecoveryContents contents() {
    return new RecoveryContents(tables, rows, secrets, hardwareKeys);
  }
}
