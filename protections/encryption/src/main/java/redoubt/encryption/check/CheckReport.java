package redoubt.encryption.check;

import java.util.List;

/**
 * What came of all checks.
 *
 * @param socket of the plugin
 * @param api {@code v1beta1} or {@code v2}
 */
public record CheckReport(String socket, String api, List<Finding> items) {
  public CheckReport {
    items = List.copyOf(items);
  }

  public long passed() {
    return items.stream().filter(Finding::passed).count();
  }

  public long failed() {
    return items.stream().filter(Finding::failed).count();
  }

  /** Of 100, for what was tried; what was not tried counts neither way. */
  public int score() {
    long tried = passed() + failed();
    return tried == 0 ? 0 : (int) (100 * passed() / tried);
  }

  /** Whether something was tried and all of it held. */
  public boolean good() {
    return failed() == 0 && passed() > 0;
  }
}
