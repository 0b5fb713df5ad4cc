package redoubt.encryption.bundle;

import java.util.Objects;

/**
 * A file for a control plane.
 *
 * @param path below the directory of the control plane's configuration, {@code /etc/kubernetes}
 * @param mode octal, such as 0600
 */
public record BundleFile(String path, String mode, String content) {
  public BundleFile {
    Objects.requireNonNull(content, "content");
    if (!path.matches("[a-z0-9-]+(/[A-Za-z0-9.-]+)*") || path.contains("..")) {
      throw new IllegalArgumentException("not a path in a bundle: " + path);
    }
    if (!mode.matches("0[0-7]{3}")) {
      throw new IllegalArgumentException("not a file mode: " + mode);
    }
  }

  /** Never the content: it may be a credential. */
  @Override
  public String toString() {
    return "BundleFile[" + path + "]";
  }
}
