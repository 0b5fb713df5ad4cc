package redoubt.seal.recovery;

import java.util.List;

/**
 * What is in an export.
 *
 * @param hardwareKeys keys that live in a hardware module and are therefore <em>not</em> in it; the
 *     module's own backup has to bring them back
 */
public record RecoveryContents(long tables, long rows, long secrets, List<String> hardwareKeys) {
  public RecoveryContents {
    hardwareKeys = List.copyOf(hardwareKeys);
  }
}
