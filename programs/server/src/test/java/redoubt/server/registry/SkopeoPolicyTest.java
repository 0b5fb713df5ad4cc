package redoubt.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.NeedsPeer;

/** Skopeo signs what it pushes, and pulls by its own policy what we call trusted, and no other. */
@ExtendWith(OpenToolHouse.class)
@NeedsPeer(
    value = {"umoci", "skopeo", "gpg", "gpgconf"},
    why = "a signer and a policy of OpenPGP simple signing that are not ours")
final class SkopeoPolicyTest {
  private static boolean pulls(ToolHouse house, String tag) throws Exception {
    return house
            .tools()
            .run(
                "skopeo",
                "--policy=policy.json",
                "copy",
                "--remove-signatures",
                "--src-tls-verify=false",
                "docker://REGISTRY/team/app:" + tag,
                "oci:pulled:" + tag)
            .exit()
        == 0;
  }

  @Test
  void itPullsWhatWeCallTrusted(ToolHouse house) throws Exception {
    Tools tools = house.tools();
    Files.createDirectory(
        tools.home().resolve(".gnupg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      for (String who : new String[] {"ann", "mallory"}) {
        String _ =
            tools.done(
                "gpg",
                "--batch",
                "--passphrase=",
                "--quick-gen-key",
                who + "@acme.test",
                "ed25519",
                "sign",
                "0");
      }
      Path key = tools.home().resolve("ann.asc");
      String _ =
          tools.done("gpg", "--batch", "--armor", "--output=" + key, "--export", "ann@acme.test");
      house.signer("ann", "openpgp", key);
      Files.writeString(
          tools.home().resolve("policy.json"),
          """
          {"default":[{"type":"reject"}],"transports":{"docker":{"%s":[
          {"type":"signedBy","keyType":"GPGKeys","keyPath":"%s"}]}}}\
          """
              .formatted(tools.registry(), key));
      String signed = house.image("ann@acme.test");
      house.trusted(signed, "ann", "openpgp");
      assertThat(pulls(house, signed)).isTrue();
      for (String other : new String[] {house.image(), house.image("mallory@acme.test")}) {
        assertThat(pulls(house, other)).isFalse();
        assertThat(house.isTrusted(other)).isFalse();
      }
      assertThat(house.isTrusted(signed)).isTrue();
    } finally {
      String _ = tools.done("gpgconf", "--kill", "all");
    }
  }
}
