package redoubt.seal.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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

  static Manifest parse(byte[] bytes) {
    JsonNode json = Json.parse(bytes);
    SortedMap<String, List<String>> versions = new TreeMap<>();
    json.path("versions")
        .properties()
        .forEach(it -> versions.put(it.getKey(), texts(it.getValue())));
    return new Manifest(versions, texts(json.path("hardwareKeys")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
