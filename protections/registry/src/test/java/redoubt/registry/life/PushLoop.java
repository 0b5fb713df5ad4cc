package redoubt.registry.life;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import redoubt.oci.Digest;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Pieces;
import redoubt.registry.testing.Registry;
import redoubt.store.ConnectionSettings;

/**
 * A server that pushes until it is killed, and says what was acknowledged: {@code upload LOCATION
 * SEED BYTES}, {@code blob REPOSITORY SEED}, {@code image REPOSITORY SEED}. A semicolon shows that
 * the kill did not cut a line off.
 */
final class PushLoop {
  static final int LENGTH = 100_000;
  private static final List<String> REPOSITORIES = List.of("team/one", "team/two");

  private PushLoop() {}

  /** What is pushed under a seed. */
  static byte[] blob(long seed) {
    return Images.bytes(seed, LENGTH);
  }

  public static void main(String[] arguments) throws IOException {
    long first = Long.parseLong(arguments[3]);
    Random random = new Random(first);
    try (Registry registry =
        Registry.join(
            new ConnectionSettings(arguments[0], arguments[1], System.getenv("DATABASE_PASSWORD")),
            Path.of(arguments[2]))) {
      Client writer = registry.writer();
      // Some contents are pushed by every server.
      for (long i = 0; ; i++) {
        long seed = random.nextInt(3) == 0 ? random.nextInt(20) : first + i;
        push(writer, REPOSITORIES.get(random.nextInt(2)), seed);
      }
    }
  }

  private static void push(Client writer, String repository, long seed) {
    byte[] blob = blob(seed);
    String upload = writer.begin(repository);
    int half = LENGTH / 2;
    Pieces pieces =
        new Pieces(
            List.of(
                Arrays.copyOfRange(blob, 0, half / 2), Arrays.copyOfRange(blob, half / 2, half)),
            () -> {},
            true);
    writer.send("PATCH", upload, pieces).expect(202);
    say("upload " + upload + " " + seed + " " + half);
    writer.finish(upload, Digest.of(blob), Arrays.copyOfRange(blob, half, LENGTH)).expect(201);
    say("blob " + repository + " " + seed);
    writer.push(repository, Images.CONFIG).expect(201);
    writer.put(repository, "t" + seed, Images.manifest(blob)).expect(201);
    say("image " + repository + " " + seed);
  }

  private static void say(String line) {
    System.out.println(line + " ;");
    System.out.flush();
  }
}
