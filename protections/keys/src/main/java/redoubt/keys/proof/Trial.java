package redoubt.keys.proof;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.ProvingGround.Visit;
import redoubt.web.Json;
import redoubt.web.Role;

/** A visit with the keys that are made in it; closing it deletes them and ends the visit. */
final class Trial implements AutoCloseable {
  /** With what the name of every key of a proof begins. */
  static final String PREFIX = "proof-";

  static final Caller MANAGER = new Caller(Side.HOME, Role.MANAGER);
  static final Caller FOREIGN_MANAGER = new Caller(Side.FOREIGN, Role.MANAGER);

  private static final String TYPE = "application/vnd.ibm.kms.key+json";

  /** A key that was made for a proof. */
  record MadeKey(Side side, String id, String version) {
    String path() {
      return "/api/v2/keys/" + id;
    }

    String action(String name) {
      return path() + "/actions/" + name;
    }
  }

  private final Visit visit;
  private final String name;
  private final List<MadeKey> made = new ArrayList<>();

  Trial(ProvingGround ground, String proof) {
    this.visit = ground.enter();
    this.name = PREFIX + proof + "-" + Base64.getUrlEncoder().encodeToString(Randomness.bytes(9));
  }

  /** What keys of this trial are called; with 72 random bits. */
  String name() {
    return name;
  }

  Visit visit() {
    return visit;
  }

  /** Calls in the caller's own instance. */
  Answer call(Caller caller, Call call) {
    return visit.call(caller, caller.side(), call);
  }

  /** Makes a root key; it is deleted in the end. */
  MadeKey rootKey(Side side) {
    return created(side, tryToCreate(side, Map.of()));
  }

  /** Imports or makes a root key with further fields. */
  Answer tryToCreate(Side side, Map<String, Object> fields) {
    Answer answer =
        call(new Caller(side, Role.MANAGER), Call.post("/api/v2/keys", creation(name, fields)));
    if (answer.status() == 201 && answer.resource().path("id").isTextual()) {
      made.add(
          new MadeKey(
              side,
              answer.resource().path("id").asText(),
              answer.resource().path("keyVersion").path("id").asText()));
    }
    return answer;
  }

  /** The key that the answer tells of. */
  MadeKey created(Side side, Answer answer) {
    if (answer.status() != 201) {
      throw new IllegalStateException("no key could be made for the proof: " + answer);
    }
    String id = answer.resource().path("id").asText();
    return made.stream()
        .filter(key -> key.side() == side && key.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the server told of no key that it made"));
  }

  /** The body that makes a root key. */
  static String creation(String name, Map<String, Object> fields) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("type", TYPE);
    resource.put("name", name);
    resource.put("extractable", false);
    resource.putAll(fields);
    return json(
        Map.of(
            "metadata",
            Map.of("collectionType", TYPE, "collectionTotal", 1),
            "resources",
            List.of(resource)));
  }

  /** Has the server make a key of data and wrap it. */
  Wrapping wrap(MadeKey key, List<String> aad) {
    Answer answer =
        call(
            new Caller(key.side(), Role.READER),
            Call.post(key.action("wrap"), json(Map.of("aad", aad))));
    if (answer.status() != 200) {
      throw new IllegalStateException("the proof's key does not wrap: " + answer);
    }
    return new Wrapping(
        answer.json().path("plaintext").asText(), answer.json().path("ciphertext").asText(), aad);
  }

  /** A wrapped key of data, in the clear and wrapped, both base64. */
  record Wrapping(String plaintext, String ciphertext, List<String> aad) {
    /** The body that unwraps it. */
    String body() {
      return unwrapping(ciphertext, aad);
    }

    @Override
    public String toString() {
      return "Wrapping[…]";
    }
  }

  static String unwrapping(String ciphertext, List<String> aad) {
    return json(Map.of("ciphertext", ciphertext, "aad", aad));
  }

  /** Whether the key gives back what it wrapped. */
  boolean opens(MadeKey key, Wrapping wrapping) {
    Answer answer =
        call(new Caller(key.side(), Role.READER), Call.post(key.action("unwrap"), wrapping.body()));
    return answer.status() == 200
        && answer.json().path("plaintext").asText().equals(wrapping.plaintext());
  }

  /**
   * Does what the attack presupposes.
   *
   * @throws IllegalStateException when it does not succeed
   */
  Answer must(Caller caller, Call call) {
    Answer answer = call(caller, call);
    if (!answer.succeeded()) {
      throw new IllegalStateException(
          "the proof could not be prepared: " + call.method() + " was answered with " + answer);
    }
    return answer;
  }

  static String json(Object value) {
    return new String(Json.bytes(value), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      for (MadeKey key : made) {
        // A key that the attack has deleted or purged already is refused here; that is as good.
        call(new Caller(key.side(), Role.MANAGER), Call.delete(key.path() + "?force=true"));
      }
    } finally {
      visit.close();
    }
  }
}
