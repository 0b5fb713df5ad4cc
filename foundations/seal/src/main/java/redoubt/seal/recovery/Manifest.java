package redoubt.seal.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import redoubt.core.Failure;
import redoubt.web.Json;

/**
 * First record of an export.
 *
 * @param versions the migrations of each schema, as {@code version checksum}, in order
 * @param hardwareKeys keys that live in a hardware module and are therefore not in the export
 */
record Manifest(SortedMap<String, List<String>> versions, List<String> hardwareKeys) {
  Manifest {
    versions = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    hardwareKeys = List.copyOf(hardwareKeys);
  }

  byte[] toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("versions", versions);
    json.put("hardwareKeys", hardwareKeys);
    return Json.bytes(json);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws Failure {@code recovery.damaged}
   */
  static Manifest parse(byte[] bytes) {
    JsonNode json;
    try {
      json = Json.parse(bytes);
    } catch (Failure e) {
      throw RecoveryFailures.damaged(e);
    }
    SortedMap<String, List<String>> versions = new TreeMap<>();
    json.path("versions")
        .properties()
        .forEach(it -> versions.put(it.getKey(), texts(it.getValue())));
    Manifest manifest = new Manifest(versions, texts(json.path("hardwareKeys")));
    if (!Arrays.equals(manifest.toJson(), bytes)) {
      throw RecoveryFailures.damaged(null);
    }
    return manifest;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
