package redoubt.signatures.sigstore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import redoubt.oci.Digest;
import redoubt.signatures.PublicKeys;

/** Test vectors of the Sigstore project; what they are and whose is in NOTICE beside them. */
public final class Vectors {
  /**
   * @param folder that it lies in
   * @param name ends in {@code _fail} if nobody should believe it
   * @param root that it is to be checked against
   * @param artifact that it should be about
   */
  public record Case(String folder, String name, String root, Digest artifact) {
    /** Whether it is to be believed. */
    public boolean isGood() {
      return !name.endsWith("_fail");
    }

    public byte[] bundle() {
      return Vectors.bytes(folder + "/" + name + ".json");
    }

    public PublicKeys keys() {
      return Vectors.isThere(folder + "/" + name + ".pub")
          ? PublicKeys.of(List.of(PublicKeys.read(Vectors.text(folder + "/" + name + ".pub"))))
          : PublicKeys.of(List.of());
    }

    public byte[] rootFile() {
      return Vectors.bytes("roots/" + root + ".json");
    }

    @Override
    public String toString() {
      return folder + "/" + name;
    }
  }

  private Vectors() {}

  /** All of those that a folder has. */
  public static Stream<Case> in(String folder) {
    return text(folder + "/cases.txt")
        .lines()
        .map(line -> line.split(" ", -1))
        .map(words -> new Case(folder, words[0], words[1], Digest.parse(words[2])));
  }

  private static boolean isThere(String name) {
    return Vectors.class.getResource(name) != null;
  }

  static byte[] bytes(String name) {
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }
}
