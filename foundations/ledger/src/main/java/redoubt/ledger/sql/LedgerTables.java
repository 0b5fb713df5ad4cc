package redoubt.ledger.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Statements on the tables of the ledger. */
public final class LedgerTables {
  private static final RowMapper<HeadRow> HEAD =
      (row, context) ->
          new HeadRow(
              row.getString("origin"),
              row.getLong("size"),
              row.getLong("entries"),
              row.getLong("at"),
              row.getBytes("frontier"));
  private static final RowMapper<LeafRow> LEAF =
      (row, context) ->
          new LeafRow(
              row.getLong("index"), row.getLong("at"), row.getInt("count"), row.getBytes("root"));
  private static final RowMapper<NodeRow> NODE =
      (row, context) ->
          new NodeRow(row.getInt("level"), row.getLong("index"), row.getBytes("hash"));
  private static final RowMapper<SignedHeadRow> SIGNED =
      (row, context) ->
          new SignedHeadRow(
              row.getLong("size"), row.getLong("at"), row.getBytes("root"), row.getString("note"));
  private static final RowMapper<PageRow> PAGE = (row, context) -> page(row);

  private LedgerTables() {}

  /** Makes the row of the head unless it is there. */
  public static void begin(Handle handle, String origin) {
    handle
        .createUpdate(
            "insert into ledger.head (origin, size, entries, at, frontier)"
                + " values (:origin, 0, 0, 0, ''::bytea) on conflict do nothing")
        .bind("origin", origin)
        .execute();
  }

  public static HeadRow head(Handle handle) {
    return handle.createQuery("select * from ledger.head").map(HEAD).one();
  }

  /** Waits for every other append; held until the transaction ends. */
  public static HeadRow lockHead(Handle handle) {
    return handle.createQuery("select * from ledger.head for update").map(HEAD).one();
  }

  /** Writes a leaf and moves the head from {@code before} to {@code after}. */
  public static void append(
      Handle handle,
      HeadRow before,
      HeadRow after,
      LeafRow leaf,
      List<PageRow> pages,
      List<NodeRow> nodes) {
    Connection connection = handle.getConnection();
    try {
      writeLeaf(connection, before, after, leaf, nodes);
      writePages(connection, pages);
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, handle.createUpdate("append").getContext());
    }
  }

  private static void writeLeaf(
      Connection connection, HeadRow before, HeadRow after, LeafRow leaf, List<NodeRow> nodes)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            with leaf as (insert into ledger.leaf (index, at, count, root) values (?, ?, ?, ?)),
            nodes as (insert into ledger.node (level, index, hash)
              select * from unnest(?::smallint[], ?::bigint[], ?::bytea[]))
            update ledger.head set size = ?, entries = ?, at = ?, frontier = ? where size = ?
            """)) {
      statement.setLong(1, leaf.index());
      statement.setLong(2, leaf.at());
      statement.setInt(3, leaf.count());
      statement.setBytes(4, leaf.root());
      statement.setArray(5, array(connection, "int2", nodes.stream().map(NodeRow::level)));
      statement.setArray(6, array(connection, "int8", nodes.stream().map(NodeRow::index)));
      statement.setArray(7, hashes(connection, nodes));
      statement.setLong(8, after.size());
      statement.setLong(9, after.entries());
      statement.setLong(10, after.at());
      statement.setBytes(11, after.frontier());
      statement.setLong(12, before.size());
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("the head moved although it was locked");
      }
    }
  }

  private static void writePages(Connection connection, List<PageRow> pages) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into ledger.page (leaf, tenant, entries, subjects) values (?, ?, ?, ?)")) {
      for (PageRow page : pages) {
        statement.setLong(1, page.leaf());
        statement.setString(2, page.tenant());
        statement.setBytes(3, page.entries());
        statement.setArray(4, array(connection, "text", page.subjects().stream()));
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  public static List<LeafRow> leaves(Handle handle, long from, long to) {
    return handle
        .createQuery(
            "select * from ledger.leaf where index >= :from and index < :to order by index")
        .bind("from", from)
        .bind("to", to)
        .map(LEAF)
        .list();
  }

  public static List<LeafRow> leaves(Handle handle, List<Long> indexes) {
    return handle
        .createQuery("select * from ledger.leaf where index = any(:indexes)")
        .bindArray("indexes", Long.class, indexes)
        .map(LEAF)
        .list();
  }

  /** The pages of all tenants of these leaves, in the order of the leaves. */
  public static List<PageRow> pages(Handle handle, long from, long to) {
    return handle
        .createQuery(
            "select * from ledger.page where leaf >= :from and leaf < :to order by leaf, tenant")
        .bind("from", from)
        .bind("to", to)
        .map(PAGE)
        .list();
  }

  /**
   * Pages of the newest leaves below {@code before} in which a page has all the subjects.
   *
   * @param tenant all tenants when empty
   * @param most number of leaves
   */
  public static List<PageRow> newestPages(
      Handle handle, Optional<String> tenant, long before, List<String> subjects, int most) {
    String condition =
        " leaf < :before"
            + (tenant.isPresent() ? " and tenant = :tenant" : "")
            + (subjects.isEmpty() ? "" : " and subjects @> cast(:subjects as text[])");
    var query =
        handle
            .createQuery(
                "select * from ledger.page where"
                    + condition
                    + " and leaf in (select distinct leaf from ledger.page where"
                    + condition
                    + " order by leaf desc limit :most) order by leaf desc, tenant")
            .bind("before", before)
            .bind("most", most);
    tenant.ifPresent(name -> query.bind("tenant", name));
    if (!subjects.isEmpty()) {
      query.bindArray("subjects", String.class, subjects);
    }
    return query.map(PAGE).list();
  }

  /** Those of the named subtrees that are there: level and index by position. */
  public static List<NodeRow> nodes(Handle handle, List<Integer> levels, List<Long> indexes) {
    return handle
        .createQuery(
            "select n.level, n.index, n.hash from unnest(:levels, :indexes) as wanted (level, index)"
                + " join ledger.node n on n.level = wanted.level and n.index = wanted.index")
        .bindArray("levels", Integer.class, levels)
        .bindArray("indexes", Long.class, indexes)
        .map(NODE)
        .list();
  }

  public static Optional<SignedHeadRow> lastSignedHead(Handle handle) {
    return handle
        .createQuery("select * from ledger.signed_head order by size desc limit 1")
        .map(SIGNED)
        .findOne();
  }

  /** Signed heads with {@code from <= size < to}, the smallest first. */
  public static List<SignedHeadRow> signedHeads(Handle handle, long from, long to) {
    return handle
        .createQuery(
            "select * from ledger.signed_head where size >= :from and size < :to order by size")
        .bind("from", from)
        .bind("to", to)
        .map(SIGNED)
        .list();
  }

  /** Keeps the first that was signed at a size. */
  public static void insert(Handle handle, SignedHeadRow head) {
    handle
        .createUpdate(
            "insert into ledger.signed_head (size, at, root, note)"
                + " values (:size, :at, :root, :note) on conflict do nothing")
        .bind("size", head.size())
        .bind("at", head.at())
        .bind("root", head.root())
        .bind("note", head.note())
        .execute();
  }

  /** Numbers of rows that lie beyond the head: leaves, pages, signed heads. One snapshot. */
  public static List<Long> rowsBeyondHead(Handle handle) {
    return handle
        .createQuery(
            """
            select (select count(*) from ledger.leaf where index >= size),
              (select count(*) from ledger.page where leaf >= size),
              (select count(*) from ledger.signed_head s where s.size > h.size)
            from ledger.head h
            """)
        .map((row, context) -> List.of(row.getLong(1), row.getLong(2), row.getLong(3)))
        .one();
  }

  /** The size of the head and the number of subtrees. One snapshot. */
  public static List<Long> sizeAndNodes(Handle handle) {
    return handle
        .createQuery("select size, (select count(*) from ledger.node) from ledger.head")
        .map((row, context) -> List.of(row.getLong(1), row.getLong(2)))
        .one();
  }

  private static PageRow page(ResultSet row) throws SQLException {
    return new PageRow(
        row.getLong("leaf"),
        row.getString("tenant"),
        row.getBytes("entries"),
        List.copyOf(Arrays.asList((String[]) row.getArray("subjects").getArray())));
  }

  private static java.sql.Array array(
      Connection connection, String type, java.util.stream.Stream<?> values) throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }

  private static java.sql.Array hashes(Connection connection, List<NodeRow> nodes)
      throws SQLException {
    return connection.createArrayOf(
        "bytea", nodes.stream().map(NodeRow::hash).toArray(byte[][]::new));
  }
}
