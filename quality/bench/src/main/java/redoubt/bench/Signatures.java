package redoubt.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Images with five signatures: what it takes to verify them, beside five bare verifications.
 * Whoever signs them is in the tests of content trust, so that is where the measuring is, in a JVM
 * of its own.
 */
final class Signatures {
  private Signatures() {}

  static void measure(Path root) throws IOException, InterruptedException {
    Path signers = root.resolve("protections/signatures/target/test-classes");
    if (!Files.isDirectory(signers)) {
      throw new IOException("there is no " + signers + "; ./build bench makes it");
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                signers + File.pathSeparator + System.getProperty("java.class.path"),
                "redoubt.signatures.bench.FiveSignatures")
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the signatures could not be measured");
    }
  }
}
