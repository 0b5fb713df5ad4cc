package redoubt.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What real signers made, beside the targets. */
public final class Genuine {
  private Genuine() {}

  /**
   * @param name of a resource in the package of the target
   */
  public static byte[] file(Class<?> target, String name) {
    try (InputStream in = Objects.requireNonNull(target.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The seed of that name. */
  public static byte[] seed(Class<?> target, String name) {
    return file(target, target.getSimpleName() + "Inputs/everyInput/" + name);
  }
}
