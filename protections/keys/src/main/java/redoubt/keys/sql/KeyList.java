package redoubt.keys.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import redoubt.keys.Key;
import redoubt.keys.KeyState;
import redoubt.keys.listing.Condition;
import redoubt.keys.listing.DateProperty;
import redoubt.keys.listing.KeyQuery;
import redoubt.keys.listing.Search;
import redoubt.keys.listing.SortOrder;

/** Lists and counts keys. Whatever came from outside is bound, never part of the statement. */
public final class KeyList {
  private final StringBuilder where = new StringBuilder("WHERE k.tenant = :tenant");
  private final List<Consumer<Query>> bound = new ArrayList<>();

  private KeyList(KeyQuery query) {
    bound.add(statement -> statement.bind("tenant", query.tenant()));
    query
        .rings()
        .ifPresent(rings -> {
          where.append(" AND k.ring = ANY(:rings)");
          bound.add(statement -> statement.bindArray("rings", String.class, List.copyOf(rings)));
        });
    query.conditions().forEach(this::add);
    if (query.hidesDestroyed()) {
      where.append(" AND k.state <> ").append(KeyState.DESTROYED.code());
    }
    query.search().ifPresent(this::add);
  }

  /** Keys in the order asked for, then by creation. */
  public static List<Key> list(Handle handle, KeyQuery query, int limit, int offset) {
    KeyList list = new KeyList(query);
    return list.bind(
            handle.createQuery(
                KeyRows.SELECT + list.where + order(query.sort()) + " LIMIT :limit OFFSET :offset"))
        .bind("limit", limit)
        .bind("offset", offset)
        .map((row, context) -> KeyRows.key(row))
        .list();
  }

  public static long count(Handle handle, KeyQuery query) {
    KeyList list = new KeyList(query);
    return list.bind(handle.createQuery("SELECT count(*) FROM keys.key k " + list.where))
        .mapTo(Long.class)
        .one();
  }

  private Query bind(Query statement) {
    bound.forEach(binding -> binding.accept(statement));
    return statement;
  }

  private void add(Condition condition) {
    where.append(" AND ");
    switch (condition) {
      case Condition.Date date ->
          where
              .append("date_trunc('second', ")
              .append(column(date.property()))
              .append(") ")
              .append(operator(date.comparison()))
              .append(' ')
              .append(date(date.than()));
      case Condition.Unset unset -> where.append(column(unset.property())).append(" IS NULL");
      case Condition.In in ->
          where.append("k.state = ANY(").append(states(in.states())).append(")");
      case Condition.Extractable extractable ->
          where.append("k.extractable = ").append(extractable.value());
      case Condition.Imported imported -> where.append("k.imported = ").append(imported.value());
    }
  }

  private void add(Search search) {
    String text = name();
    bound.add(statement -> statement.bind(text.substring(1), search.text()));
    String matches =
        search.exact() ? "lower(%s) = lower(%s)" : "position(lower(%2$s) in lower(%1$s)) > 0";
    StringBuilder anyOf = new StringBuilder("FALSE");
    if (search.inNames()) {
      anyOf.append(" OR ").append(String.format(matches, "k.name", text));
    }
    if (search.inAliases()) {
      anyOf
          .append(" OR EXISTS (SELECT 1 FROM keys.alias a WHERE a.tenant = k.tenant")
          .append(" AND a.key = k.id AND ")
          .append(String.format(matches, "a.alias", text))
          .append(")");
    }
    if (search.inNames() && search.inAliases()) {
      anyOf.append(" OR CAST(k.id AS text) = lower(").append(text).append(")");
    }
    where.append(search.not() ? " AND NOT (" : " AND (").append(anyOf).append(")");
  }

  private String date(Instant than) {
    String name = name();
    bound.add(statement -> statement.bind(name.substring(1), than));
    return name;
  }

  private String states(Set<KeyState> states) {
    String name = name();
    List<Integer> codes = states.stream().map(KeyState::code).toList();
    bound.add(statement -> statement.bindArray(name.substring(1), Integer.class, codes));
    return name;
  }

  /** A parameter's name that is not taken, with its colon. */
  private String name() {
    return ":p" + bound.size();
  }

  private static String column(DateProperty property) {
    return switch (property) {
      case CREATION -> "k.created_at";
      case EXPIRATION -> "k.expires_at";
      case LAST_ROTATE -> "k.rotated_at";
      case LAST_UPDATE -> "k.updated_at";
      case DELETION -> "k.deleted_at";
    };
  }

  private static String operator(Condition.Comparison comparison) {
    return switch (comparison) {
      case EQUAL -> "=";
      case BEFORE -> "<";
      case AT_OR_BEFORE -> "<=";
      case AFTER -> ">";
      case AT_OR_AFTER -> ">=";
    };
  }

  private static String order(SortOrder sort) {
    String asked =
        sort.by().stream()
            .map(by -> column(by.property()) + (by.descending() ? " DESC NULLS LAST, " : ", "))
            .collect(Collectors.joining());
    return " ORDER BY " + asked + "k.created_at, k.id";
  }

  private static String column(SortOrder.Property property) {
    return switch (property) {
      case ID -> "k.id";
      case STATE -> "k.state";
      case EXTRACTABLE -> "k.extractable";
      case IMPORTED -> "k.imported";
      case CREATION_DATE -> "k.created_at";
      case LAST_UPDATE_DATE -> "k.updated_at";
      case LAST_ROTATE_DATE -> "k.rotated_at";
      case DELETION_DATE -> "k.deleted_at";
      case EXPIRATION_DATE -> "k.expires_at";
    };
  }
}
