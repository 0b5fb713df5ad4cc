package redoubt.keys.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.Trial.Wrapping;
import redoubt.web.Json;
import redoubt.web.Role;

/** Changes every byte of a wrapped key, one at a time. */
public final class TamperedCiphertextProof extends KeyAttack {
  private static final Caller READER = new Caller(Side.HOME, Role.READER);

  public TamperedCiphertextProof(ProvingGround ground) {
    super(
        ground,
        "tampered-ciphertext",
        "A wrapped key that was changed in any part does not unwrap.",
        "Flipped a bit in each byte of ciphertext and iv, cut and lengthened both, exchanged handle"
            + " and version, and asked to unwrap and to rewrap.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    MadeKey key = trial.rootKey(Side.HOME);
    MadeKey other = trial.rootKey(Side.HOME);
    Wrapping wrapped = trial.wrap(key, List.of());
    findings.mustHold(trial.opens(key, wrapped), "What was not changed does not unwrap either");
    Parts parts = Parts.of(wrapped.ciphertext());
    for (String part : List.of("ciphertext", "iv")) {
      byte[] bytes = Base64.getDecoder().decode(parts.text(part));
      for (int i = 0; i < bytes.length; i++) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= (byte) (1 << (i % 8));
        refused(trial, findings, key, "byte " + i + " of " + part, parts.with(part, flipped));
      }
      byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
      refused(trial, findings, key, "the end of " + part, parts.with(part, cut));
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      refused(trial, findings, key, "a byte after " + part, parts.with(part, longer));
      refused(trial, findings, key, "all of " + part, parts.with(part, new byte[0]));
    }
    refused(trial, findings, key, "the handle", parts.with("handle", other.version()));
    refused(trial, findings, key, "the handle", parts.with("handle", UUID.randomUUID().toString()));
    refused(trial, findings, key, "the version", parts.with("version", "3.0.0"));
    refused(trial, findings, other, "the key", parts);
    return findings.observation("All " + findings.refused() + " changed forms were refused.");
  }

  private static void refused(
      Trial trial, Findings findings, MadeKey key, String changed, Parts parts) {
    for (String action : List.of("unwrap", "rewrap")) {
      findings.mustBeRefused(
          "To " + action + " with a change of " + changed,
          trial.call(
              READER, Call.post(key.action(action), Trial.unwrapping(parts.wrapped(), List.of()))),
          422,
          "UNPROCESSABLE_CIPHERTEXT_ERR");
    }
  }

  /** The parts of a wrapped key by their names. */
  private record Parts(Map<String, String> texts) {
    static Parts of(String wrapped) {
      Map<String, String> texts = new LinkedHashMap<>();
      JsonNode json = Json.parse(Base64.getDecoder().decode(wrapped));
      json.fieldNames().forEachRemaining(name -> texts.put(name, json.path(name).asText()));
      if (!texts.keySet().containsAll(List.of("ciphertext", "iv", "version", "handle"))) {
        throw new IllegalStateException("a wrapped key has other parts than the proof knows");
      }
      return new Parts(texts);
    }

    String text(String part) {
      return texts.getOrDefault(part, "");
    }

    Parts with(String part, String text) {
      Map<String, String> changed = new LinkedHashMap<>(texts);
      changed.put(part, text);
      return new Parts(changed);
    }

    Parts with(String part, byte[] bytes) {
      return with(part, Base64.getEncoder().encodeToString(bytes));
    }

    String wrapped() {
      return Base64.getEncoder().encodeToString(Trial.json(texts).getBytes(StandardCharsets.UTF_8));
    }
  }
}
