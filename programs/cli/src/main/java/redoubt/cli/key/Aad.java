package redoubt.cli.key;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Additional authenticated data: strings that must be the same, in the same order, to unwrap. */
final class Aad {
  @Option(
      names = "--aad",
      paramLabel = "TEXT",
      description =
          "Context that unwrapping has to repeat, not secret; may be given several times.")
  List<String> texts = new ArrayList<>();

  ObjectNode addTo(ObjectNode body) {
    if (!texts.isEmpty()) {
      ArrayNode aad = body.putArray("aad");
      texts.forEach(aad::add);
    }
    return body;
  }
}
