package redoubt.signatures.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.fuzz.Genuine;
import redoubt.fuzz.ParserFuzz;
import redoubt.web.Json;

/**
 * Files of The Update Framework, in the place of each role's in a repository that real tools made:
 * nothing holds that did not before. What is signed of a file is the same when it is read again.
 */
final class TufFileFuzz extends ParserFuzz {
  private static final String GUN = "127.0.0.1:5000/acme/app";
  private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<String> ROLES =
      List.of("timestamp", "snapshot", "targets", "targets/releases", "targets/alice");
  private static final byte[] ROOT = Genuine.seed(TufFileFuzz.class, "root");
  private static final Set<String> HELD = held(ROOT, genuine());

  private static Map<String, byte[]> genuine() {
    Map<String, byte[]> files = new HashMap<>();
    for (String role : ROLES) {
      files.put(role, Genuine.seed(TufFileFuzz.class, role.replace('/', '-')));
    }
    return files;
  }

  private static Set<String> held(byte[] root, Map<String, byte[]> files) {
    return TufVerifier.verify(new TufFiles(GUN, List.of(root), files), new Pin.FirstSeen(), THEN)
        .facts()
        .stream()
        .filter(fact -> fact.isAuthentic())
        .map(fact -> fact.signer() + " " + fact.claims().get("tag") + " " + fact.subject())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  protected void check(byte[] input) {
    assertThat(HELD).isNotEmpty();
    canonical(input);
    String text = text(input);
    for (String role : ROLES) {
      if (text.contains(Document.type(role))) {
        Map<String, byte[]> files = genuine();
        files.put(role, input);
        assertThat(HELD).containsAll(held(ROOT, files));
      }
    }
    if (text.contains(Document.type("root"))) {
      assertThat(HELD).containsAll(held(input, genuine()));
    }
  }

  private static void canonical(byte[] input) {
    try {
      JsonNode signed = Json.parse(input).path("signed");
      byte[] written = CanonicalJson.of(signed);
      // Control characters stand there as they are, which no reader of JSON takes.
      if (new String(written, java.nio.charset.StandardCharsets.UTF_8)
          .chars()
          .allMatch(c -> c >= ' ')) {
        assertThat(CanonicalJson.of(Json.parse(written))).isEqualTo(written);
      }
    } catch (BadDocument e) {
      assertThat(e.said()).isNotBlank();
    } catch (Failure refused) {
      expect(refused, "web.bad-json");
    }
  }
}
