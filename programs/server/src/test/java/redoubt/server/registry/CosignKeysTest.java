package redoubt.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;

/** Keys that were not made by cosign: it signs with them, and we say of it what it says. */
@ExtendWith(OpenToolHouse.class)
@NeedsPeer(
    value = {"umoci", "skopeo"},
    why = "images that other tools make")
final class CosignKeysTest {
  /**
   * A key that cosign imports.
   *
   * <p>Cosign 2 signs with SHA-256 on every curve, and so both verify. Cosign 3 signs with the hash
   * of the curve's size, and verifies that only when it is told. With Ed25519 it signs Ed25519ph,
   * and verifies pure Ed25519 alone.
   */
  enum Key {
    P384("EC", 384),
    P521("EC", 521),
    RSA4096("RSA", 4096),
    ED25519("Ed25519", 255);

    private final String algorithm;
    private final int bits;

    Key(String algorithm, int bits) {
      this.algorithm = algorithm;
      this.bits = bits;
    }

    /** What cosign 3 has to be told to verify what it signed itself. */
    private List<String> told() {
      return switch (this) {
        case P384 -> List.of("--signature-digest-algorithm=sha384");
        case P521 -> List.of("--signature-digest-algorithm=sha512");
        case RSA4096, ED25519 -> List.of();
      };
    }
  }

  /** Who signs, and in which form. */
  private enum By {
    TWO,
    THREE_AS_TWO,
    THREE
  }

  private static String imported(ToolHouse house, Key key) throws Exception {
    String name = "imported-" + key.name().toLowerCase(Locale.ROOT);
    KeyPairGenerator maker = KeyPairGenerator.getInstance(key.algorithm);
    maker.initialize(key.bits);
    Files.writeString(
        house.tools().home().resolve(name + ".pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(maker.generateKeyPair().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    String _ =
        house
            .tools()
            .done(
                "cosign",
                "import-key-pair",
                "--key=" + name + ".pem",
                "--output-key-prefix=" + name);
    Files.writeString(
        house.tools().home().resolve("none.json"),
        "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
    house.signer(name, "key", house.tools().home().resolve(name + ".pub"));
    return name;
  }

  private static void sign(ToolHouse house, By by, String name, String tag) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(by == By.TWO ? "cosign2" : "cosign");
    line.addAll(List.of("sign", "--yes", "--tlog-upload=false", "--allow-http-registry"));
    if (by != By.TWO) {
      line.add("--use-signing-config=false");
    }
    if (by == By.THREE_AS_TWO) {
      line.add("--new-bundle-format=false");
    }
    line.add("--key=" + name + ".key");
    line.add("REGISTRY/team/app:" + tag);
    String _ = house.tools().done(line.toArray(String[]::new));
  }

  private static boolean verifies(
      ToolHouse house, String cosign, String name, String tag, List<String> told) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(cosign);
    line.addAll(
        List.of(
            "verify", "--insecure-ignore-tlog", "--allow-http-registry", "--key=" + name + ".pub"));
    if (cosign.equals("cosign")) {
      line.add("--trusted-root=none.json");
    }
    line.addAll(told);
    line.add("REGISTRY/team/app:" + tag);
    return house.tools().run(line.toArray(String[]::new)).exit() == 0;
  }

  private static boolean weTrust(ToolHouse house, String tag) {
    Await.until(
        Duration.ofSeconds(20),
        "the signature is looked at",
        () -> house.trust(tag).path("signatures").size() == 1);
    return house.isTrusted(tag);
  }

  @ParameterizedTest
  @EnumSource
  @NeedsPeer(
      value = {"cosign", "cosign2"},
      packaged = false,
      why = "whether cosign 2 and 3 say what we say of other keys than their own")
  void ofKeysThatAreImportedWeSayTheSame(Key key, ToolHouse house) throws Exception {
    String name = imported(house, key);
    for (By by : By.values()) {
      String tag = house.image();
      sign(house, by, name, tag);
      boolean good = key != Key.ED25519 || by == By.TWO;
      List<String> told = by == By.TWO ? List.of() : key.told();
      assertThat(verifies(house, "cosign", name, tag, told))
          .as("cosign 3, by %s", by)
          .isEqualTo(good);
      assertThat(verifies(house, "cosign", name, tag, List.of()))
          .as("cosign 3 without a word, by %s", by)
          .isEqualTo(good && told.isEmpty());
      assertThat(verifies(house, "cosign2", name, tag, List.of()))
          .as("cosign 2, by %s", by)
          .isEqualTo(good && told.isEmpty() && by != By.THREE);
      assertThat(weTrust(house, tag)).as("we, by %s", by).isEqualTo(good);
    }
  }
}
