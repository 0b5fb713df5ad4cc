package redoubt.seal.recovery;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;

/**
 * The records inside an export, in this order: one manifest; each table (start, data pieces, end
 * with the number of rows); each sequence; each secret; the end with the counts. A record is a
 * letter and its fields; a field of bytes is its length (4 bytes, big-endian) and the bytes.
 */
final class Records {
  private static final int MOST_TEXT = 64 * 1024;
  private static final int MOST_MANIFEST = 8 << 20;
  private static final int MOST_COLUMNS = 1600;

  private Records() {}

  /** Told of each record, in order. */
  interface Reader {
    void manifest(Manifest manifest);

    void tableStarts(String schema, String table, List<String> columns);

    /** A piece of the table in PostgreSQL's text format of COPY; pieces break anywhere. */
    void data(byte[] piece);

    void tableEnds(long rows);

    void sequence(String schema, String name, long last, boolean called);

    /** The bytes are the reader's to close. */
    void secret(String name, SecretBytes secret);
  }

  /** Writes records. */
  static final class Writer implements Reader {
    private final DataOutputStream out;
    private final Counter counter = new Counter();

    Writer(OutputStream out) {
      this.out = new DataOutputStream(out);
    }

    RecoveryContents contents() {
      return counter.contents();
    }

    @Override
    public void manifest(Manifest manifest) {
      counter.manifest(manifest);
      write(() -> {
        out.writeByte('M');
        bytes(manifest.toJson());
      });
    }

    @Override
    public void tableStarts(String schema, String table, List<String> columns) {
      counter.tableStarts(schema, table, columns);
      write(() -> {
        out.writeByte('T');
        text(schema);
        text(table);
        out.writeInt(columns.size());
        for (String column : columns) {
          text(column);
        }
      });
    }

    @Override
    public void data(byte[] piece) {
      counter.data(piece);
      write(() -> {
        out.writeByte('D');
        bytes(piece);
      });
    }

    @Override
    public void tableEnds(long rows) {
      counter.tableEnds(rows);
      write(() -> {
        out.writeByte('E');
        out.writeLong(rows);
      });
    }

    @Override
    public void sequence(String schema, String name, long last, boolean called) {
      counter.sequence(schema, name, last, called);
      write(() -> {
        out.writeByte('Q');
        text(schema);
        text(name);
        out.writeLong(last);
        out.writeBoolean(called);
      });
    }

    @Override
    public void secret(String name, SecretBytes secret) {
      write(() -> {
        out.writeByte('S');
        text(name);
        byte[] copy = secret.use(byte[]::clone);
        bytes(copy);
        java.util.Arrays.fill(copy, (byte) 0);
      });
      counter.secret(name, secret);
    }

    void end() {
      write(() -> {
        out.writeByte('Z');
        out.writeLong(counter.contents().tables());
        out.writeLong(counter.contents().rows());
        out.writeLong(counter.contents().secrets());
        out.flush();
      });
    }

    private void text(String text) throws IOException {
      bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) throws IOException {
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    private static void write(Step step) {
      try {
        step.run();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private interface Step {
      void run() throws IOException;
    }
  }

  /**
   * Reads all records and checks their order and counts.
   *
   * @throws Failure {@code recovery.damaged}
   */
  static RecoveryContents read(InputStream stream, Reader reader) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    Counter counter = new Counter();
    try {
      for (; ; ) {
        int type = in.readByte();
        counter.expect(type);
        switch (type) {
          case 'M' -> {
            Manifest manifest = Manifest.parse(bytes(in, MOST_MANIFEST));
            counter.manifest(manifest);
            reader.manifest(manifest);
          }
          case 'T' -> {
            String schema = text(in);
            String table = text(in);
            int count = in.readInt();
            if (count < 0 || count > MOST_COLUMNS) {
              throw RecoveryFailures.damaged(null);
            }
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < count; i++) {
              columns.add(text(in));
            }
            counter.tableStarts(schema, table, columns);
            reader.tableStarts(schema, table, columns);
          }
          case 'D' -> {
            byte[] piece = bytes(in, MOST_TEXT);
            counter.data(piece);
            reader.data(piece);
          }
          case 'E' -> {
            long rows = in.readLong();
            counter.tableEnds(rows);
            reader.tableEnds(rows);
          }
          case 'Q' -> {
            String schema = text(in);
            String name = text(in);
            long last = in.readLong();
            boolean called = in.readBoolean();
            counter.sequence(schema, name, last, called);
            reader.sequence(schema, name, last, called);
          }
          case 'S' -> {
            String name = text(in);
            SecretBytes secret = SecretBytes.owning(bytes(in, MOST_TEXT));
            counter.secret(name, secret);
            reader.secret(name, secret);
          }
          case 'Z' -> {
            RecoveryContents contents = counter.contents();
            boolean right =
                in.readLong() == contents.tables()
                    && in.readLong() == contents.rows()
                    && in.readLong() == contents.secrets();
            if (!right || in.read() >= 0) {
              throw RecoveryFailures.damaged(null);
            }
            return contents;
          }
          default -> throw RecoveryFailures.damaged(null);
        }
      }
    } catch (EOFException e) {
      throw RecoveryFailures.damaged(e);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in, MOST_TEXT), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in, int most) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > most) {
      throw RecoveryFailures.damaged(null);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
