package redoubt.signatures.tufserver;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import redoubt.signatures.tuf.TufMaker;
import redoubt.signatures.tuf.TufMaker.Pair;
import redoubt.signatures.tuf.TufRepo;
import redoubt.store.ConnectionSettings;

/**
 * A server to which root, targets and a delegation are published again and again until it is
 * killed; says each version that was taken. A semicolon shows that the kill did not cut a line off.
 */
final class PublishLoop {
  private PublishLoop() {}

  public static void main(String[] arguments) {
    try (TrustHouse house =
        TrustHouse.join(
            new ConnectionSettings(arguments[0], arguments[1], System.getenv("DATABASE_PASSWORD")),
            Path.of(arguments[2]),
            InstantSource.system())) {
      TrustPlace place = KillTest.place(Integer.parseInt(arguments[3]));
      TufRepo client = house.client(place);
      client.snapshot = TufRepo.unknown(house.server.key(place, "snapshot", "alice"));
      Pair bob = TufMaker.ecdsa();
      client.delegate("targets/bob", "[\"\"]", bob);
      client.roots.set(0, client.rootFile(client.root));
      for (int version = 1; ; version++) {
        if (version > 1) {
          client.rotate(client.root, client.root);
        }
        client.version = version;
        client.tags.put("v1", TufRepo.image(version % 100));
        client.sign("targets/bob", Map.of("v1", TufRepo.image(version % 100)), bob);
        house.server.publish(
            place,
            TrustHouse.only(TrustHouse.files(client), "root", "targets", "targets/bob"),
            "alice");
        System.out.println(version + " ;");
        System.out.flush();
      }
    }
  }
}
