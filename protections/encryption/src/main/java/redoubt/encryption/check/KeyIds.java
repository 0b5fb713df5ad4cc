package redoubt.encryption.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The key ids that a plugin has named, in the order in which it took to them. */
final class KeyIds {
  private final List<String> eras = new ArrayList<>();

  /** Notes what Status or Encrypt answered. */
  synchronized void saw(String keyId) {
    if (eras.isEmpty() || !eras.getLast().equals(keyId)) {
      eras.add(keyId);
    }
  }

  synchronized int changes() {
    return Math.max(0, eras.size() - 1);
  }

  /** Whether one came back after another had taken its place. */
  synchronized boolean anyCameBack() {
    Set<String> different = new HashSet<>(eras);
    return different.size() < eras.size();
  }

  /** As text for people; ids are public. */
  @Override
  public synchronized String toString() {
    return String.join(" → ", eras.subList(Math.max(0, eras.size() - 4), eras.size()));
  }
}
