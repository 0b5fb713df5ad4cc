package redoubt.signatures.tuf;

import java.util.List;
import java.util.regex.Pattern;

/** Names of roles: the four that every repository has, and those that targets are delegated to. */
public final class RoleName {
  public static final String ROOT = "root";
  public static final String TIMESTAMP = "timestamp";
  public static final String SNAPSHOT = "snapshot";
  public static final String TARGETS = "targets";

  /** Those that a root names. */
  static final List<String> BASE = List.of(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);

  /** Delegations below {@code targets}, one below the other. */
  public static final int MOST_LEVELS = 5;

  private static final int LONGEST = 255;
  private static final Pattern DELEGATION =
      Pattern.compile("targets(?:/[-a-z0-9_]+){1," + MOST_LEVELS + "}+");

  private RoleName() {}

  public static boolean isDelegation(String name) {
    return name.length() <= LONGEST && DELEGATION.matcher(name).matches();
  }

  public static boolean isValid(String name) {
    return BASE.contains(name) || isDelegation(name);
  }

  /** Has targets: {@code targets} itself or a delegation. */
  public static boolean hasTargets(String name) {
    return name.equals(TARGETS) || isDelegation(name);
  }

  /** The role that a delegation is named below. */
  public static String parent(String delegation) {
    return delegation.substring(0, delegation.lastIndexOf('/'));
  }

  /** How far below {@code targets}. */
  public static int level(String name) {
    return (int) name.chars().filter(c -> c == '/').count();
  }
}
